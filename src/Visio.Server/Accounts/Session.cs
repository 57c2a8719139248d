namespace Visio.Server.Accounts;

/// <summary>Somebody signed in with one browser. The cookie holds a secret, the row its hash.</summary>
internal sealed class Session
{
    /// <summary>SHA-256 of the secret in the cookie, in lower-case hexadecimal.</summary>
    public required string Id { get; init; }

    public required Guid UserId { get; init; }

    public required SignInMethod Method { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself: 12 hours after the sign-in, whatever happens.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Set when the person signed out or signed in anew. Live media goes on.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Set when it was taken away; live media of the session ends with it, also when the session itself had ended before.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>The assurance that the provider vouches for: the <c>acr</c> claim.</summary>
    public string? Acr { get; set; }

    /// <summary>How the person proved who they are: the <c>amr</c> claim, values separated by blanks.</summary>
    public string? Amr { get; set; }

    public string? Issuer { get; init; }

    public string? Subject { get; init; }

    /// <summary>The provider's own session: the <c>sid</c> claim, which a back-channel logout names.</summary>
    public string? ProviderSession { get; init; }

    /// <summary>The ID token, sealed: the hint of a logout at the provider.</summary>
    public string? SealedIdToken { get; set; }

    /// <summary>The refresh token, sealed.</summary>
    public string? SealedRefreshToken { get; set; }

    /// <summary>When the refresh token was last used to ask whether the provider still stands by the session.</summary>
    public DateTimeOffset? ProviderCheckedAt { get; set; }
}
