using Visio.LiveKit.Protocol;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>A track the media loop receives.</summary>
internal sealed class PublishedTrack(Participant owner, TrackInfo info, PublicationId publication, PublicationOptions options, string clientTrackId)
{
    public Participant Owner { get; } = owner;

    public TrackInfo Info { get; } = info;

    public PublicationId Publication { get; } = publication;

    public PublicationOptions Options { get; } = options;

    /// <summary>The client's own id of the track, as the offer says it.</summary>
    public string ClientTrackId { get; } = clientTrackId;

    /// <summary>Whether the publisher was told that somebody receives it.</summary>
    public bool WasSubscribed { get; set; }

    /// <summary>How loud it was when last told.</summary>
    public float SpeakingLevel { get; set; }
}
