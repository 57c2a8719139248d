namespace Visio.Server.Accounts;

/// <summary>Changes the caller's account; what is absent stays.</summary>
/// <param name="DisplayName">1 to 50 characters.</param>
/// <param name="Email">Only for the first administrator, whose account has no address yet.</param>
internal sealed record ChangeMeRequest(string? DisplayName, string? Email);
