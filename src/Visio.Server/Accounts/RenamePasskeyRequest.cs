namespace Visio.Server.Accounts;

/// <summary>Calls a passkey something else.</summary>
/// <param name="Name">1 to 50 characters.</param>
internal sealed record RenamePasskeyRequest(string? Name);
