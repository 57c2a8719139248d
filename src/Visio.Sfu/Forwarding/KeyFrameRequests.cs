using Visio.Rtc.Time;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// Decides when a publisher is asked for a key frame. However many subscribers want one, the publisher is asked once, not more often than
/// some time, and again until one comes: requests and key frames get lost. A mutable struct, owned by one layer.
/// </summary>
/// <param name="isSmallest">Whether the layer is the smallest, whose key frames cost little.</param>
internal struct KeyFrameRequests(bool isSmallest)
{
    /// <summary>The least time between two requests for the smallest layer.</summary>
    public static readonly TimeSpan ShortSpacing = TimeSpan.FromMilliseconds(500);

    /// <summary>The same for those above it.</summary>
    public static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);

    private bool _wanted;
    private bool _everSent;
    private Instant _lastSent;

    /// <summary>When <see cref="TryTake"/> has something; never when no key frame is wanted.</summary>
    public readonly Instant Due => !_wanted ? Instant.Never : _everSent ? _lastSent + (isSmallest ? ShortSpacing : Spacing) : Instant.Zero;

    /// <summary>A subscriber cannot go on without a key frame.</summary>
    public void Want() => _wanted = true;

    /// <summary>A key frame has begun to arrive, or nobody waits any longer.</summary>
    public void Satisfy() => _wanted = false;

    /// <summary>Whether a request is to be sent now.</summary>
    public bool TryTake(Instant now)
    {
        if (Due > now)
        {
            return false;
        }

        _everSent = true;
        _lastSent = now;
        return true;
    }
}
