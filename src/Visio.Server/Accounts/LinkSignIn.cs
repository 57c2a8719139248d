namespace Visio.Server.Accounts;

/// <summary>Signs in with a link.</summary>
/// <param name="Token">The secret of the link, which works once.</param>
/// <param name="DisplayName">The person's name, where the account has none yet.</param>
/// <param name="Email">The first administrator's address; other accounts have theirs.</param>
/// <param name="Password">A new password; without it the account keeps the one it has.</param>
internal sealed record LinkSignIn(string? Token, string? DisplayName, string? Email, string? Password);
