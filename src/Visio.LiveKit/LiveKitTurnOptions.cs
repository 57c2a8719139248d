using System.Net.Security;

namespace Visio.LiveKit;

/// <summary>TURN, for networks that let nothing through but what looks like the web. It relays to the media server and to nothing else.</summary>
public sealed class LiveKitTurnOptions
{
    /// <summary>The port, UDP and TCP; 0 lets the system choose one for each, null means that there are only the ports of <see cref="LiveKitOptions.Web"/>.</summary>
    public int? Port { get; set; } = 3478;

    /// <summary>The TCP port of TURN over TLS; used only with <see cref="Tls"/>.</summary>
    public int TlsPort { get; set; } = 5349;

    /// <summary>Called for each connection of TLS, on any thread; null means that there is no TLS.</summary>
    public Func<SslServerAuthenticationOptions>? Tls { get; set; }

    /// <summary>The name of the server in DNS and in its certificate; null means that clients are told addresses.</summary>
    public string? Domain { get; set; }

    /// <summary>What clients are told instead of what follows from the other options (RFC 7065).</summary>
    public IReadOnlyList<string> Urls { get; set; } = [];
}
