namespace Visio.Server.Accounts;

/// <summary>Sets the caller's password.</summary>
/// <param name="Current">The present one; not needed where there is none.</param>
/// <param name="Password">The new one.</param>
internal sealed record ChangePasswordRequest(string? Current, string? Password);
