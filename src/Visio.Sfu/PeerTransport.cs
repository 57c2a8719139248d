namespace Visio.Sfu;

/// <summary>The kind of way that a peer's media takes.</summary>
public enum PeerTransport
{
    /// <summary>Not connected.</summary>
    None,

    /// <summary>UDP, the best.</summary>
    Udp,

    /// <summary>TCP (RFC 6544): whatever is lost holds up what follows.</summary>
    Tcp,

    /// <summary>Our relay (RFC 8656), over UDP, TCP or TLS.</summary>
    Relay,
}
