namespace Visio.Server.Accounts;

/// <summary>Signs in without proof, where <c>--dev</c> allows it.</summary>
/// <param name="DisplayName">1 to 50 characters.</param>
/// <param name="Email">With an address it is the same account each time; <c>admin@localhost</c> is an administrator's.</param>
internal sealed record SignInRequest(string? DisplayName, string? Email);
