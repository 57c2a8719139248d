namespace Visio.Server.Accounts;

/// <summary>Who is signed in.</summary>
/// <param name="Id">The account's id.</param>
/// <param name="DisplayName">The name to show, and to suggest when joining.</param>
/// <param name="Email">The account's address; null where it has none.</param>
/// <param name="IsAdmin">Whether the person administers this server.</param>
internal sealed record SessionUser(Guid Id, string DisplayName, string? Email, bool IsAdmin);
