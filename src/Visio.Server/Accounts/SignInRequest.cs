namespace Visio.Server.Accounts;

/// <summary>Signs in without an identity provider.</summary>
/// <param name="DisplayName">1 to 50 characters.</param>
internal sealed record SignInRequest(string? DisplayName);
