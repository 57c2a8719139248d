using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>A track that a participant receives, or will when a media section was negotiated for it.</summary>
internal sealed class Subscription(PublishedTrack track)
{
    public PublishedTrack Track { get; } = track;

    /// <summary>Its end in the media loop; null until negotiated.</summary>
    public SubscriptionId? Id { get; set; }
}
