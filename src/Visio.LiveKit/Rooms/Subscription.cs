using Visio.Rtc;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>A track that a participant receives, or will when a media section was negotiated for it.</summary>
internal sealed class Subscription(PublishedTrack track)
{
    public PublishedTrack Track { get; } = track;

    /// <summary>How well it arrives there.</summary>
    public TrackScore Score { get; } = new(track.Primary.Options.Kind == MediaKind.Video);

    /// <summary>What of it is sent, or is to be.</summary>
    public TrackEncoding Encoding { get; set; } = track.EncodingFor(needsBackup: false);

    /// <summary>Whether the subscriber cannot receive the track's first codec.</summary>
    public bool NeedsBackup { get; set; }

    /// <summary>Whether the subscriber was told that it cannot receive the track at all.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether the subscriber was told that its link does not carry the track for now, or carries it again; null before either.</summary>
    public bool? IsPaused { get; set; }

    /// <summary>Its end in the media loop; null until negotiated.</summary>
    public SubscriptionId? Id { get; set; }
}
