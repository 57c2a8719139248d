namespace Visio.Server.Accounts;

/// <summary>How somebody proved who they are: what a session is opened with; see <see cref="Session"/> for the fields.</summary>
internal sealed record SignInProof(SignInMethod Method)
{
    public static readonly SignInProof Development = new(SignInMethod.Development);

    public static readonly SignInProof Link = new(SignInMethod.Link);

    /// <summary>RFC 8176: a password.</summary>
    public static readonly SignInProof Password = new(SignInMethod.Password) { Amr = "pwd" };

    /// <summary>RFC 8176: possession of a key, and a user that the authenticator verified; two factors together.</summary>
    public static readonly SignInProof Passkey = new(SignInMethod.Passkey) { Amr = "pop user mfa" };

    public string? Acr { get; init; }

    public string? Amr { get; init; }

    public string? Issuer { get; init; }

    public string? Subject { get; init; }

    public string? ProviderSession { get; init; }

    public string? SealedIdToken { get; init; }

    public string? SealedRefreshToken { get; init; }
}
