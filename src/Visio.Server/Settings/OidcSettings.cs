using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>The identity provider (OpenID Connect). ProConnect's and Keycloak's values are in docs/identity.md.</summary>
internal sealed class OidcSettings
{
    [Description("The issuer, as `https://idp.example/api/v2`: its `/.well-known/openid-configuration` tells the rest. Empty: people sign in with local accounts.")]
    public string Issuer { get; set; } = "";

    [Description("The client id that the provider gave to this server.")]
    public string ClientId { get; set; } = "";

    [Description("The client secret that the provider gave to this server.")]
    public string ClientSecret { get; set; } = "";

    [Description("What the provider signs tokens with: `ES256`, `RS256`, or `HS256` with the client secret. Nothing else is accepted.")]
    public string SigningAlgorithm { get; set; } = "ES256";

    [Description("The scopes to ask for, separated by blanks.")]
    public string Scopes { get; set; } = "openid given_name usual_name email";

    [Description("The claims that a person's name is made of, in this order, separated by blanks. Where all are missing, `name` is taken.")]
    public string NameClaims { get; set; } = "given_name usual_name";

    [Description("The levels of assurance to wish for (`acr_values`), separated by blanks. The provider may ignore it.")]
    public string AcrValues { get; set; } = "";

    [Description("The levels of assurance (`acr`) one of which everybody must reach to sign in, separated by blanks. Empty: any. What hosts and administrators need is set in the policy.")]
    public string RequiredAcr { get; set; } = "";

    [Description("The methods of authentication (`amr`) one of which everybody must have used to sign in, separated by blanks. Empty: any.")]
    public string RequiredAmr { get; set; } = "";

    [Description("How long ago people may have proved who they are to the provider (`max_age`). 0: any time. ProConnect does not know it.")]
    public TimeSpan MaxAuthenticationAge { get; set; }

    [Description("Whether somebody whom the provider names for the first time is taken for the account with the same e-mail address. The provider must be trusted with addresses.")]
    public bool MatchByEmail { get; set; } = true;

    [Description("Whether somebody who is not known yet is given an account.")]
    public bool CreateUsers { get; set; } = true;

    [Description("Whether an account keeps the `sub` that the provider first gave it, when the same e-mail address comes with another.")]
    public bool SubjectImmutable { get; set; } = true;

    [Description("How often it is asked whether the provider still stands by a session (refresh token); a refused one ends, and its calls too. 0: never.")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(5);

    [Description("A file with the private key (PEM; RSA, or EC on P-256) that the provider encrypts for. Its public half is served at `/api/v1/auth/oidc/jwks`. Empty: nothing is encrypted.")]
    public string DecryptionKeyFile { get; set; } = "";

    public ResourceServerSettings ResourceServer { get; } = new();
}
