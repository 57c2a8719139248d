namespace Visio.Server.Accounts;

/// <summary>Signs in with a password.</summary>
/// <param name="Email">The account's address.</param>
/// <param name="Password">Its password.</param>
internal sealed record PasswordSignIn(string? Email, string? Password);
