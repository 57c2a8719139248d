using Visio.Rtc.Units;

namespace Visio.Sfu;

/// <summary>How the transport of a peer is now.</summary>
/// <param name="Transport">The way its media takes.</param>
/// <param name="Estimate">What the way to it is believed to carry; null while it has shown no limit.</param>
/// <param name="RoundTripTime">Smoothed.</param>
/// <param name="PausedStreams">Tracks that it wants and is not sent, because its link does not carry them.</param>
public readonly record struct PeerQuality(PeerTransport Transport, Bitrate? Estimate, TimeSpan RoundTripTime, int PausedStreams);
