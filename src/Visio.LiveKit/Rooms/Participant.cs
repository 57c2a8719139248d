using Visio.LiveKit.Negotiation;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;
using Visio.LiveKit.Tokens;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>Somebody in a room, from join to leave; a resume keeps it. Owned by the room's actor.</summary>
internal sealed class Participant(JoinParameters join, DateTimeOffset joinedAt, SinglePeerNegotiator negotiator)
{
    public string Sid { get; } = Rooms.Sid.Participant();

    public string Identity { get; } = join.Token.Identity;

    public DateTimeOffset JoinedAt { get; } = joinedAt;

    /// <summary>Its end in the media loop; set when it is registered.</summary>
    public PeerId Peer { get; set; }

    public SinglePeerNegotiator Negotiator { get; } = negotiator;

    public ClientInfo Client { get; } = join.Request.ClientInfo ?? new();

    public ParticipantInfo.Types.Kind Kind { get; } = Permissions.Kind(join.Token.Kind);

    /// <summary>The claims of the token it joined with, for those that replace it.</summary>
    public AccessToken Token { get; } = join.Token;

    /// <summary>When the right to be here ends, by the token.</summary>
    public DateTimeOffset TokenEnd { get; set; } = join.ValidTo;

    public VideoGrant Grant { get; set; } = join.Grant;

    public ParticipantPermission Permission { get; set; } = Permissions.From(join.Grant);

    public string Name { get; set; } = join.Token.Name;

    public string Metadata { get; set; } = join.Request.Metadata.Length > 0 ? join.Request.Metadata : join.Token.Metadata;

    public Dictionary<string, string> Attributes { get; } =
        join.Token.Attributes.Concat(join.Request.ParticipantAttributes)
            .GroupBy(a => a.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);

    public ParticipantInfo.Types.State State { get; set; }

    /// <summary>Grows with every change others see.</summary>
    public uint Version { get; set; }

    public bool IsPublisher { get; set; }

    /// <summary>The socket; null while it is lost.</summary>
    public SignalSession? Session { get; set; }

    /// <summary>Tracks announced by <c>add_track</c> that no media section was found for yet.</summary>
    public List<PendingTrack> Pending { get; } = [];

    /// <summary>Announcements with a <c>cid</c> that is pending already, in order.</summary>
    public List<AddTrackRequest> Queued { get; } = [];

    /// <summary>Media sections that no track was announced for yet, by mid.</summary>
    public Dictionary<string, ReceiveSection> Unannounced { get; } = new(StringComparer.Ordinal);

    public List<PublishedTrack> Tracks { get; } = [];

    /// <summary>What it receives or is about to, by track SID.</summary>
    public Dictionary<string, Subscription> Subscriptions { get; } = new(StringComparer.Ordinal);

    public SubscriptionWishes Wishes { get; } = new(join.Request.ConnectionSettings?.AutoSubscribe ?? true);

    /// <summary>Who may receive its tracks; null means everybody.</summary>
    public Audience? Audience { get; set; }

    public ParticipantChannels Channels { get; } = new();

    public Deadlines Deadlines { get; } = new();

    /// <summary>The quality it was last told about each participant, by SID.</summary>
    public Dictionary<string, ConnectionQuality> ToldQuality { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether nothing has been heard from its transport for a while.</summary>
    public bool IsMediaLost { get; set; }

    public bool IsHidden => Permission.Hidden;

    /// <summary>Whether it keeps a room open and counts as a participant: agents and recorders do not.</summary>
    public bool IsIndependent => Kind is ParticipantInfo.Types.Kind.Standard or ParticipantInfo.Types.Kind.Sip or ParticipantInfo.Types.Kind.Connector
        && !Permission.Recorder;

    public void Send(SignalResponse response) => Session?.Send(response);

    public ParticipantInfo ToInfo()
    {
        var info = new ParticipantInfo
        {
            Sid = Sid,
            Identity = Identity,
            State = State,
            Name = Name,
            Metadata = Metadata,
            JoinedAt = JoinedAt.ToUnixTimeSeconds(),
            JoinedAtMs = JoinedAt.ToUnixTimeMilliseconds(),
            Version = Version,
            Permission = Permission.Clone(),
            IsPublisher = IsPublisher,
            Kind = Kind,
            ClientProtocol = Client.ClientProtocol,
        };
        info.Tracks.AddRange(Tracks.Select(t => t.Info.Clone()));
        info.Attributes.Add(Attributes);
        info.Capabilities.AddRange(Client.Capabilities);
        return info;
    }
}
