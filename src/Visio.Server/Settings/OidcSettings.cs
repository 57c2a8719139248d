using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>The identity provider (OpenID Connect). ProConnect's values are in docs/identity.md.</summary>
internal sealed class OidcSettings
{
    [Description("The issuer, as `https://idp.example/api/v2`: its `/.well-known/openid-configuration` tells the rest. Empty: people sign in with local accounts.")]
    public string Issuer { get; set; } = "";

    [Description("The client id that the provider gave to this server.")]
    public string ClientId { get; set; } = "";

    [Description("The client secret that the provider gave to this server.")]
    public string ClientSecret { get; set; } = "";
}
