using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>TURN for browsers behind strict networks.</summary>
internal sealed class TurnSettings
{
    [Description("Whether this server is its own TURN server, for networks that let through neither the media port nor its TCP port. It relays to its own media and to nothing else.")]
    public bool Enabled { get; set; }

    [Description("The port of TURN, UDP and TCP. 0 lets the system choose.")]
    public int Port { get; set; } = 3478;

    [Description("The port of TURN over TLS, for which a certificate and `Turn:Domain` are needed; `443` passes everywhere, if nothing else has it. 0 lets the system choose.")]
    public int TlsPort { get; set; } = 5349;

    [Description("The name under which browsers reach TURN; the certificate is for it. Empty: they are told addresses, and there is no TLS.")]
    public string Domain { get; set; } = "";

    [Description("A file with the certificate of `Turn:Domain` and those between it and the authority (PEM). Read again when it changes.")]
    public string CertificateFile { get; set; } = "";

    [Description("A file with the private key of the certificate (PEM). Empty: it is in the file of the certificate.")]
    public string KeyFile { get; set; } = "";

    [Description("What browsers are told instead of the ports above, where a proxy is in between, as `turns:turn.example:443?transport=tcp`.")]
    public IList<string> Urls { get; } = [];
}
