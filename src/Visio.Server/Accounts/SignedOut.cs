namespace Visio.Server.Accounts;

/// <summary>The session has ended.</summary>
/// <param name="Location">Where the browser goes to sign out at the identity provider too; null for nowhere.</param>
internal sealed record SignedOut(string? Location);
