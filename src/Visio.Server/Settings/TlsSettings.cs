using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>TLS that the server speaks itself, without a proxy in front.</summary>
internal sealed class TlsSettings
{
    [Description("The names that browsers reach this server under, as `visio.example`; the first is told to them for TURN over TLS. With `Acme` each gets into the certificate. Default: the name in the certificate.")]
    public IList<string> Domains { get; } = [];

    [Description("A file with the server's certificate and those between it and the authority (PEM), or with certificate and key (PFX). Several, for several names, are separated by semicolons. Read again when it changes, without a connection being lost.")]
    public string CertificateFile { get; set; } = "";

    [Description("A file with the private key (PEM); several in the order of `Tls:CertificateFile`. Empty: the key is in the file of the certificate.")]
    public string KeyFile { get; set; } = "";

    [Description("The password of the PFX files or of the encrypted private keys.")]
    public string KeyPassword { get; set; } = "";
}
