namespace Visio.Server.Accounts;

/// <summary>A link that signs one person in once: for the first administrator, an invitation, or a forgotten password.</summary>
internal sealed class SignInLink
{
    /// <summary>SHA-256 of the secret in the link, in lower-case hexadecimal.</summary>
    public required string Id { get; init; }

    /// <summary>Whom it signs in; null for the first administrator, whose account it creates.</summary>
    public Guid? UserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
