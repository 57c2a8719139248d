namespace Visio.Server.Accounts.Oidc;

/// <summary>A sign-in that a browser began: what its callback is checked against.</summary>
/// <param name="State">Ties the callback to this browser (RFC 6749 §10.12): 256 random bits.</param>
/// <param name="Nonce">Ties the ID token to the attempt (OpenID Connect Core 1.0 §3.1.2.1): 256 random bits.</param>
/// <param name="Verifier">Ties the code to the attempt (RFC 7636 §4.1): 256 random bits.</param>
/// <param name="ReturnTo">A path of ours, as <see cref="ReturnPath"/> made it.</param>
/// <param name="Silent">Whether the person must not be asked anything.</param>
/// <param name="Assurance">How strong the sign-in must be.</param>
/// <param name="StartedAt">When.</param>
internal sealed record SignInAttempt(
    string State, string Nonce, string Verifier, string ReturnTo, bool Silent, DemandedAssurance Assurance, DateTimeOffset StartedAt);
