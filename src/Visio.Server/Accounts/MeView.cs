namespace Visio.Server.Accounts;

/// <summary>The caller's own account.</summary>
/// <param name="Id">Its id.</param>
/// <param name="DisplayName">The name that others see.</param>
/// <param name="Email">Its address; null where it has none.</param>
/// <param name="IsAdmin">Whether the person administers this server.</param>
/// <param name="HasPassword">Whether a password opens it.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record MeView(Guid Id, string DisplayName, string? Email, bool IsAdmin, bool HasPassword, DateTimeOffset CreatedAt)
{
    public static MeView Of(User user) => new(user.Id, user.DisplayName, user.Email, user.IsAdmin, user.PasswordHash is not null, user.CreatedAt);
}
