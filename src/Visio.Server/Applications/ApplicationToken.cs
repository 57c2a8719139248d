namespace Visio.Server.Applications;

/// <summary>An access token that was given to an application. The row holds its hash, so that it can be taken back at once.</summary>
internal sealed class ApplicationToken
{
    /// <summary>SHA-256 of the token, in lower-case hexadecimal.</summary>
    public required string Id { get; init; }

    public required Guid ApplicationId { get; init; }

    /// <summary>The user that it acts for; null when it acts for itself.</summary>
    public Guid? UserId { get; init; }

    /// <summary>What it may do, separated by blanks.</summary>
    public required string Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
