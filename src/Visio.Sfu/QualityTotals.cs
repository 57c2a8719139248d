namespace Visio.Sfu;

/// <summary>How streams and peers went since the start, one value for each of them in every measurement (<see cref="MediaRoom.Measure"/>).</summary>
public sealed record QualityTotals
{
    /// <summary>Shares of lost packets before repair, on the way to us: 0 to 1.</summary>
    public required HistogramSnapshot LossUp { get; init; }

    /// <summary>The same on the way from us.</summary>
    public required HistogramSnapshot LossDown { get; init; }

    /// <summary>Interarrival jitter of what we receive, in seconds.</summary>
    public required HistogramSnapshot JitterUp { get; init; }

    /// <summary>Interarrival jitter that receivers report, in seconds.</summary>
    public required HistogramSnapshot JitterDown { get; init; }

    /// <summary>Round trips of peers that are sent something, in seconds.</summary>
    public required HistogramSnapshot RoundTrip { get; init; }

    /// <summary>Estimates of what the ways to peers carry, in bits a second, of those that have shown a limit.</summary>
    public required HistogramSnapshot Estimate { get; init; }

    /// <summary>Freezes of pictures on their way to us.</summary>
    public long FreezesUp { get; init; }

    /// <summary>Freezes of pictures on their way from us.</summary>
    public long FreezesDown { get; init; }

    /// <summary>Key frames that receivers have asked for.</summary>
    public long KeyFramesAsked { get; init; }

    /// <summary>Tracks that are paused now, because a link does not carry them.</summary>
    public int StreamsPaused { get; init; }

    /// <summary>Peers by the way that their media takes now.</summary>
    public required IReadOnlyDictionary<PeerTransport, int> Peers { get; init; }

    /// <summary>What two loops measured.</summary>
    internal QualityTotals Plus(QualityTotals other) => new()
    {
        LossUp = LossUp.Plus(other.LossUp),
        LossDown = LossDown.Plus(other.LossDown),
        JitterUp = JitterUp.Plus(other.JitterUp),
        JitterDown = JitterDown.Plus(other.JitterDown),
        RoundTrip = RoundTrip.Plus(other.RoundTrip),
        Estimate = Estimate.Plus(other.Estimate),
        FreezesUp = FreezesUp + other.FreezesUp,
        FreezesDown = FreezesDown + other.FreezesDown,
        KeyFramesAsked = KeyFramesAsked + other.KeyFramesAsked,
        StreamsPaused = StreamsPaused + other.StreamsPaused,
        Peers = Peers.ToDictionary(p => p.Key, p => p.Value + other.Peers[p.Key]),
    };
}
