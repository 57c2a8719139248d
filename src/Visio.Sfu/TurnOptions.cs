using System.Net.Security;

namespace Visio.Sfu;

/// <summary>How the media server is reached over TURN (RFC 8656). It relays to itself and to nothing else.</summary>
public sealed record TurnOptions
{
    /// <summary>The port, UDP and TCP; 0 lets the system choose one for each, null means that there are only the ports shared with the web.</summary>
    public int? Port { get; init; } = 3478;

    /// <summary>The TCP port of TURN over TLS; 0 lets the system choose one. Used only with <see cref="Tls"/> and <see cref="Port"/>.</summary>
    public int TlsPort { get; init; } = 5349;

    /// <summary>Called for each connection of TLS, on any thread: certificate and protocol. Null means that there is no TLS.</summary>
    public Func<SslServerAuthenticationOptions>? Tls { get; init; }

    /// <summary>The name that clients look the server up by, and that its certificate is for. Null: they are told addresses, and no TLS.</summary>
    public string? Domain { get; init; }

    /// <summary>What clients are told instead of what follows from the other options, as <c>turns:turn.example:443?transport=tcp</c> (RFC 7065).</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];
}
