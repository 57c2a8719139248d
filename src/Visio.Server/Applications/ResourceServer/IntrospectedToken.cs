namespace Visio.Server.Applications.ResourceServer;

/// <summary>What the provider says of an access token that is good for us (RFC 7662 §2.2).</summary>
/// <param name="Subject">For whom it was given.</param>
/// <param name="ClientId">To which application.</param>
/// <param name="Scopes">What it allows, as <see cref="Accounts.ApiScopes"/>.</param>
internal sealed record IntrospectedToken(string Subject, string ClientId, IReadOnlySet<string> Scopes);
