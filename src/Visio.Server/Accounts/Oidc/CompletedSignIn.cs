namespace Visio.Server.Accounts.Oidc;

/// <summary>A sign-in that the provider vouched for.</summary>
/// <param name="Who">Whom.</param>
/// <param name="Proof">How, and what is kept with the session.</param>
internal sealed record CompletedSignIn(ProviderIdentity Who, SignInProof Proof);
