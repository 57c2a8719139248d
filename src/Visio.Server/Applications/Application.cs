namespace Visio.Server.Applications;

/// <summary>A program that may use the API (OAuth 2.0, RFC 6749 §2).</summary>
internal sealed class Application
{
    public required Guid Id { get; init; }

    public required string Name { get; set; }

    public required string ClientId { get; init; }

    /// <summary>SHA-256 of the secret, which has 256 random bits, in lower-case hexadecimal.</summary>
    public required string SecretHash { get; set; }

    /// <summary>What it may ask for, separated by blanks; see <see cref="Accounts.ApiScopes"/>.</summary>
    public required string Scopes { get; set; }

    /// <summary>The mail domains of the users that it may act for, lower case, separated by blanks; <c>*</c> means all.</summary>
    public required string Domains { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? DisabledAt { get; set; }
}
