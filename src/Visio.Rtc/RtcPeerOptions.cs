using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;

namespace Visio.Rtc;

/// <summary>What one end of a peer connection is set up with.</summary>
public sealed record RtcPeerOptions
{
    /// <summary>Our ICE credentials.</summary>
    public required IceCredentials Credentials { get; init; }

    /// <summary>Our certificate; one is shared by all peers of a process.</summary>
    public required DtlsCertificate Certificate { get; init; }

    /// <summary>Where this peer's randomness comes from.</summary>
    public required RandomSource Random { get; init; }

    /// <summary>False on a server, which is ICE-lite (RFC 8445 §2.5); true for the side that sends connectivity checks.</summary>
    public bool Controlling { get; init; }

    /// <summary>Silence after which the peer counts as disconnected.</summary>
    public TimeSpan DisconnectedAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which the transport is given up.</summary>
    public TimeSpan FailedAfter { get; init; } = TimeSpan.FromSeconds(30);
}
