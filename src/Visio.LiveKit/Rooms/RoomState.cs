using Microsoft.Extensions.Logging;
using Visio.LiveKit.Protocol;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>What a room consists of. Owned by the room's actor; the parts of the room share it.</summary>
internal sealed class RoomState(RoomSettings settings, string sid, MediaRoom media, TimeProvider time, ILogger log)
{
    public string Sid { get; } = sid;

    public RoomSettings Settings { get; set; } = settings;

    public string Name => Settings.Name;

    public DateTimeOffset CreatedAt { get; } = time.GetUtcNow();

    public MediaRoom Media { get; } = media;

    public ILogger Log { get; } = log;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Everybody, by identity.</summary>
    public Dictionary<string, Participant> Participants { get; } = new(StringComparer.Ordinal);

    public Dictionary<PeerId, Participant> Peers { get; } = [];

    /// <summary>Those that were moved to other rooms a moment ago.</summary>
    public Dictionary<PeerId, MovedPeer> MovedPeers { get; } = [];

    public Dictionary<PublicationId, PublishedTrack> Publications { get; } = [];

    public Dictionary<string, PublishedTrack> Tracks { get; } = new(StringComparer.Ordinal);

    /// <summary>The way on which media of an identity has to go when it joins the next time; UDP or the best there is for all others.</summary>
    public Dictionary<string, CandidateProtocol> Routes { get; } = new(StringComparer.Ordinal);

    /// <summary>Those whose tracks to receive have changed since the last round with them.</summary>
    public HashSet<Participant> Unsettled { get; } = [];

    /// <summary>By which those who are here are shown in other rooms.</summary>
    public List<Forwarding> Forwardings { get; } = [];

    public IEnumerable<Participant> Others(Participant participant) => Participants.Values.Where(p => p != participant);

    public Participant? FindBySid(string sid) => Participants.Values.FirstOrDefault(p => p.Sid == sid);

    public Protocol.Room ToInfo()
    {
        var info = new Protocol.Room
        {
            Sid = Sid,
            Name = Name,
            EmptyTimeout = (uint)Settings.EmptyTimeout.TotalSeconds,
            DepartureTimeout = (uint)Settings.DepartureTimeout.TotalSeconds,
            MaxParticipants = Settings.MaxParticipants,
            CreationTime = CreatedAt.ToUnixTimeSeconds(),
            CreationTimeMs = CreatedAt.ToUnixTimeMilliseconds(),
            Metadata = Settings.Metadata,
            NumParticipants = (uint)Participants.Values.Count(p => p.IsIndependent && !p.IsHidden),
            NumPublishers = (uint)Participants.Values.Count(p => p.IsPublisher && !p.IsHidden),
        };
        info.EnabledCodecs.AddRange(SupportedCodecs.All());
        return info;
    }
}
