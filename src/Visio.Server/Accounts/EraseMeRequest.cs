namespace Visio.Server.Accounts;

/// <summary>Erases the caller.</summary>
/// <param name="Confirm">The account's address, or its name where it has none: nobody erases themselves by accident.</param>
internal sealed record EraseMeRequest(string? Confirm);
