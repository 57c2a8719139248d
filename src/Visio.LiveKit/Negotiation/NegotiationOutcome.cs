using Visio.Rtc;
using Visio.Rtc.Ice;

namespace Visio.LiveKit.Negotiation;

/// <summary>What one answered offer means for signalling and for the media loop.</summary>
internal sealed record NegotiationOutcome
{
    /// <summary>The SDP to send as the answer; the caller copies the offer's id.</summary>
    public required string Answer { get; init; }

    /// <summary>Which track each section carries to the client now, by mid; the answer's <c>mid_to_track_id</c>.</summary>
    public required IReadOnlyDictionary<string, string> MidToTrackId { get; init; }

    /// <summary>The other end of the transport, for <c>MediaRoom.SetRemote</c>.</summary>
    public required RemoteDescription Remote { get; init; }

    /// <summary>Our new credentials when the client restarted ICE, for <c>MediaRoom.RestartIce</c> before <c>SetRemote</c>; otherwise null.</summary>
    public IceCredentials? RestartedCredentials { get; init; }

    /// <summary>
    /// Every section the client publishes on or has published on, in the order of the offer. The caller publishes what is active
    /// and new to it, and unpublishes what it knows and is no longer active.
    /// </summary>
    public required IReadOnlyList<ReceiveSection> Receives { get; init; }

    /// <summary>Subscriptions to end, by track SID. To be handled before <see cref="AddedSends"/>: a track may be in both when its section changed.</summary>
    public required IReadOnlyList<string> RemovedSends { get; init; }

    /// <summary>Tracks that are wanted, but that the client cannot be sent: it takes none of their formats.</summary>
    public required IReadOnlyList<string> UnsupportedSends { get; init; }

    /// <summary>Subscriptions to start.</summary>
    public required IReadOnlyList<SendBinding> AddedSends { get; init; }
}
