namespace Visio.Server.Accounts;

/// <summary>How one can sign in here.</summary>
/// <param name="Password">With e-mail and password.</param>
/// <param name="Passkey">With a passkey.</param>
/// <param name="OpenIdConnect">At the identity provider.</param>
internal sealed record SignInWays(bool Password, bool Passkey, bool OpenIdConnect);
