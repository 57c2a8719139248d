using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>Other applications of the same identity provider that call this server for their users (RFC 7662, RFC 9701).</summary>
internal sealed class ResourceServerSettings
{
    [Description("The client id of this server as a resource server. Empty: tokens of the provider are not accepted.")]
    public string ClientId { get; set; } = "";

    [Description("The client secret of this server as a resource server.")]
    public string ClientSecret { get; set; } = "";

    [Description("The scope that a token must have, and the prefix of what it allows, as `lasuite_visio:rooms:list`.")]
    public string BaseScope { get; set; } = "lasuite_visio";

    [Description("Whether answers must be signed (RFC 9701), as ProConnect's are. Signed with `Oidc:SigningAlgorithm`.")]
    public bool SignedAnswers { get; set; } = true;

    [Description("How long an answer of the provider is believed without asking again.")]
    public TimeSpan CacheLifetime { get; set; } = TimeSpan.FromSeconds(10);

    [Description("Whether a user who has never signed in here is given an account.")]
    public bool CreateUsers { get; set; } = true;
}
