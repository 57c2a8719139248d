namespace Visio.Server.Admin;

/// <summary>A new account, or what changes in one: null leaves it as it is.</summary>
/// <param name="Email">The address; needed for a new account.</param>
/// <param name="DisplayName">1 to 50 characters; needed for a new account.</param>
/// <param name="IsAdmin">Whether the person administers this server.</param>
internal sealed record UserAdminRequest(string? Email, string? DisplayName, bool? IsAdmin);
