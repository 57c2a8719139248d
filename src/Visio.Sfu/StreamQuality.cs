namespace Visio.Sfu;

/// <summary>How a stream went since it was last measured: a publication on its way to us, or a subscription on its way to its peer.</summary>
/// <param name="Packets">Packets that should have arrived.</param>
/// <param name="Lost">How many of them did not: of a publication in the end, of a subscription at first, which is what receivers report.</param>
/// <param name="Jitter">The interarrival jitter (RFC 3550 §6.4.1).</param>
/// <param name="RoundTripTime">Between us and the peer.</param>
/// <param name="MissingLayers">By how many simulcast layers a subscription has stayed below what it asks for; 0 for a publication.</param>
public readonly record struct StreamQuality(long Packets, long Lost, TimeSpan Jitter, TimeSpan RoundTripTime, int MissingLayers)
{
    /// <summary>Packets that came as retransmissions (RFC 4588), or were sent again.</summary>
    public long Repaired { get; init; }

    /// <summary>Bytes of media, all layers in use together.</summary>
    public long Bytes { get; init; }

    /// <summary>Frames of the best layer in use; 0 for sound.</summary>
    public int Frames { get; init; }

    /// <summary>How often the frames stood still, on their way to us or from us; not counted for sound and for shared screens.</summary>
    public int Freezes { get; init; }

    /// <summary>How long they did, all together.</summary>
    public TimeSpan Frozen { get; init; }

    /// <summary>Of a subscription: how often its peer could not go on without a key frame.</summary>
    public int KeyFramesAsked { get; init; }
}
