using System.Net;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Rtp;

namespace Visio.LiveKit.Negotiation;

/// <summary>What a participant's session tells its client about our end of the transport.</summary>
internal sealed record NegotiatorOptions
{
    /// <summary>Our ICE credentials until the client restarts ICE.</summary>
    public required IceCredentials Credentials { get; init; }

    /// <summary>The fingerprint of the certificate we show in DTLS.</summary>
    public required CertificateFingerprint Fingerprint { get; init; }

    /// <summary>The UDP addresses we are reached at, the most preferred first.</summary>
    public required IReadOnlyList<IPEndPoint> Candidates { get; init; }

    /// <summary>The TCP addresses we are reached at, the most preferred first.</summary>
    public IReadOnlyList<IPEndPoint> TcpCandidates { get; init; } = [];

    /// <summary>How long the client is to hold pictures back that it receives; null to leave that to it.</summary>
    public PlayoutDelay? PlayoutDelay { get; init; }

    /// <summary>Where SSRCs, the SDP session id and the credentials of an ICE restart are drawn from.</summary>
    public required RandomSource Random { get; init; }
}
