using Visio.LiveKit.Protocol;
using Visio.Rtc;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>A track the media loop receives.</summary>
/// <param name="owner">Who publishes it.</param>
/// <param name="info">What is told of it.</param>
/// <param name="primary">The codec it is published in first.</param>
internal sealed class PublishedTrack(Participant owner, TrackInfo info, TrackEncoding primary)
{
    public Participant Owner { get; } = owner;

    public TrackInfo Info { get; set; } = info;

    /// <summary>What it is published in, of which a publisher may make something else in mid-call.</summary>
    public TrackEncoding Primary { get; set; } = primary;

    /// <summary>The same in another codec, for those who cannot receive the first; null until somebody needs it.</summary>
    public TrackEncoding? Backup { get; set; }

    /// <summary>Whether everybody is to get the backup, so that the publisher need not encode both.</summary>
    public bool IsRegressed { get; set; }

    /// <summary>The codec it could be published in besides; null when it was announced with one only.</summary>
    public MediaCodec? BackupCodec =>
        Backup?.Format.Codec ?? (Info.Type == TrackType.Video && Info.Codecs.Count > 1 ? SupportedCodecs.FromMime(Info.Codecs[1].MimeType) : null);

    public PublicationId Publication => Primary.Publication;

    /// <summary>Whether the publisher was told that somebody receives it.</summary>
    public bool WasSubscribed { get; set; }

    /// <summary>Which of its layers the publisher was told to send.</summary>
    public LayerDemand Demand { get; } = new();

    /// <summary>Which layers of the backup it was told to send.</summary>
    public LayerDemand BackupDemand { get; } = new();

    /// <summary>Which layers are wanted in other rooms, of the first codec and of the backup, by what shows the track there.</summary>
    public Dictionary<Forwarding, (int Primary, int Backup)> WantedElsewhere { get; } = [];

    /// <summary>Of a track of another room: what that room was told is wanted here.</summary>
    public (int Primary, int Backup) WantedHere { get; set; } = (LayerDemand.Nobody, LayerDemand.Nobody);

    /// <summary>How well it arrives here.</summary>
    public TrackScore Score { get; } = new(primary.Options.Kind == MediaKind.Video);

    /// <summary>How loud it was when last told.</summary>
    public float SpeakingLevel { get; set; }

    /// <summary>What a subscriber is to be sent.</summary>
    public TrackEncoding EncodingFor(bool needsBackup) => Backup is { } backup && (needsBackup || IsRegressed) ? backup : Primary;
}
