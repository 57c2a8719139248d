using Visio.Server.Accounts;

namespace Visio.Server.Admin;

/// <summary>An account as an administrator sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="DisplayName">The name; empty while provisional.</param>
/// <param name="Email">The address.</param>
/// <param name="IsAdmin">Whether the person administers this server.</param>
/// <param name="Provisional">Whether the person was only named so far, and has never signed in.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastSignInAt">When the person signed in last.</param>
/// <param name="DisabledAt">Since when the person is shut out.</param>
internal sealed record UserAdminView(
    Guid Id, string DisplayName, string? Email, bool IsAdmin, bool Provisional, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt, DateTimeOffset? DisabledAt)
{
    public static UserAdminView Of(User user) =>
        new(user.Id, user.DisplayName, user.Email, user.IsAdmin, user.IsProvisional, user.CreatedAt, user.LastSignInAt, user.DisabledAt);
}
