namespace Visio.LiveKit;

/// <summary>How the media of a participant went in one direction, over the last measurement of five seconds.</summary>
public sealed record LiveDirection
{
    /// <summary>Share of the packets that were lost on the way, 0 to 1, before repair.</summary>
    public double Loss { get; init; }

    /// <summary>Share of the packets that stayed lost, 0 to 1; downwards what was sent again counts as repaired.</summary>
    public double LossAfterRepair { get; init; }

    /// <summary>The greatest interarrival jitter of a stream, in milliseconds (RFC 3550 §6.4.1).</summary>
    public double JitterMilliseconds { get; init; }

    /// <summary>Round trip, in milliseconds; null before it was measured.</summary>
    public double? RoundTripMilliseconds { get; init; }

    /// <summary>Bits a second of media.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>Frames a second of the camera that is sent, or of the slowest one that is received; null without.</summary>
    public double? FramesPerSecond { get; init; }

    /// <summary>How often pictures stood still.</summary>
    public int Freezes { get; init; }

    /// <summary>How long they did, in milliseconds, all streams together.</summary>
    public double FrozenMilliseconds { get; init; }

    /// <summary>Downwards: what the way is believed to carry, in bits a second; null upwards, and while it has shown no limit.</summary>
    public long? EstimatedBitsPerSecond { get; init; }

    /// <summary>Downwards: tracks that are paused because the way does not carry them.</summary>
    public int PausedTracks { get; init; }
}
