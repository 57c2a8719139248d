using Visio.LiveKit.Protocol;
using Visio.Rtc;

namespace Visio.LiveKit.Rooms;

/// <summary>A track that was announced and not yet found in an offer.</summary>
/// <param name="Request">The announcement.</param>
/// <param name="Info">What the client was told in <c>track_published</c>.</param>
internal sealed record PendingTrack(AddTrackRequest Request, TrackInfo Info)
{
    /// <summary>The track that is published already and of which this is the backup codec; null for a new track.</summary>
    public PublishedTrack? Of { get; init; }

    public MediaKind Kind => Info.Type == TrackType.Audio ? MediaKind.Audio : MediaKind.Video;

    /// <summary>Whether the client's own id of a media section's track is one this track was announced with.</summary>
    public bool IsNamed(string clientTrackId) =>
        Request.Cid == clientTrackId || Request.SimulcastCodecs.Any(c => c.Cid == clientTrackId);
}
