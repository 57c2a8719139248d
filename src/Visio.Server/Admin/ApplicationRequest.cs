namespace Visio.Server.Admin;

/// <summary>A new application, or what changes in one: null leaves it as it is.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Scopes">What it may ask for.</param>
/// <param name="Domains">The mail domains of the users that it may act for; <c>["*"]</c> means all, an empty list nobody.</param>
/// <param name="Disabled">Whether it is shut out. Not for a new one.</param>
internal sealed record ApplicationRequest(string? Name, IReadOnlyList<string?>? Scopes, IReadOnlyList<string?>? Domains, bool? Disabled);
