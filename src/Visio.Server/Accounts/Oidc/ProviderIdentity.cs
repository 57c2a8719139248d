namespace Visio.Server.Accounts.Oidc;

/// <summary>Somebody as the provider described them.</summary>
internal sealed record ProviderIdentity
{
    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    /// <summary>The name to show, fit to be one; null where the provider told none.</summary>
    public string? Name { get; init; }

    /// <summary>Null where the provider told none, or says that nobody verified it.</summary>
    public string? Email { get; init; }
}
