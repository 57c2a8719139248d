using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>A certificate from an authority that speaks ACME (RFC 8555).</summary>
internal sealed class AcmeSettings
{
    public const string DefaultDirectory = "https://acme-v02.api.letsencrypt.org/directory";

    [Description("Whether you agree to the authority's terms of service. Then a certificate for `Tls:Domains` is had from it and renewed in time; port 443 must be reachable from it under these names.")]
    public bool AgreeToTerms { get; set; }

    [Description("The authority's directory.")]
    public string Directory { get; set; } = DefaultDirectory;

    [Description("The e-mail address that the authority may write to. Empty: none is told.")]
    public string Contact { get; set; } = "";

    [Description("The key id of an account at the authority, where it asks for one (external account binding).")]
    public string AccountKeyId { get; set; } = "";

    [Description("The HMAC key of that account, base64url.")]
    public string AccountHmacKey { get; set; } = "";
}
