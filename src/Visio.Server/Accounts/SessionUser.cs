namespace Visio.Server.Accounts;

/// <summary>Who is signed in.</summary>
/// <param name="DisplayName">The name to show, and to suggest when joining.</param>
internal sealed record SessionUser(string DisplayName);
