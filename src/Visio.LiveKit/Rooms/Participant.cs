using Visio.LiveKit.Negotiation;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;
using Visio.LiveKit.Tokens;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>Somebody in a room, from join to leave; a resume keeps it. Owned by the room's actor.</summary>
internal sealed class Participant(
    JoinParameters join, DateTimeOffset joinedAt, AnsweringNegotiator negotiator, OfferingNegotiator? subscriber)
{
    private ParticipantInfo? _sharedInfo;

    public string Sid { get; init; } = Rooms.Sid.Participant();

    /// <summary>What shows it here while it is in another room, so that it has neither session nor connection here; null for everybody else.</summary>
    public Forwarding? Forwarding { get; init; }

    /// <summary>Why it is not in the room any more; null while it is.</summary>
    public DisconnectReason? Departure { get; set; }

    public string Identity { get; } = join.Token.Identity;

    public DateTimeOffset JoinedAt { get; } = joinedAt;

    /// <summary>The media loop that its connections are on.</summary>
    public LoopId Loop { get; init; }

    /// <summary>In the media loop, the connection it publishes on, which is its only one or one of two; set when it is registered.</summary>
    public PeerId Peer { get; set; }

    /// <summary>In the media loop, the connection it receives on; the same as <see cref="Peer"/> when it has only one.</summary>
    public PeerId SubscriberPeer { get; set; }

    /// <summary>The connection by which it counts as connected, and on which data is sent to it.</summary>
    public PeerId PrimaryPeer => Subscriber is { HasData: true } ? SubscriberPeer : Peer;

    /// <summary>Answers what it offers.</summary>
    public AnsweringNegotiator Negotiator { get; } = negotiator;

    /// <summary>Offers what it receives; null when it has only one connection.</summary>
    public OfferingNegotiator? Subscriber { get; } = subscriber;

    /// <summary>Whichever of the two negotiates what it receives.</summary>
    public ISendNegotiator Sends => (ISendNegotiator?)Subscriber ?? Negotiator;

    public ClientInfo Client { get; } = join.Request.ClientInfo ?? new();

    /// <summary>What its client understands.</summary>
    public SignalProtocol Protocol { get; } = new(join.Request.ClientInfo ?? new());

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

    /// <summary>What the others see, as of its last change; in many messages at once, so not to be changed.</summary>
    public ParticipantInfo SharedInfo => _sharedInfo is { } info && info.Version == Version ? info : _sharedInfo = ToInfo();

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

    public SubscriptionWishes Wishes { get; } = 
        new(join.Request.ConnectionSettings?.AutoSubscribe ?? true, join.Request.ConnectionSettings?.AdaptiveStream ?? false);

    /// <summary>Whether tracks may be paused that its link does not carry: unless it says otherwise, since every client understands it.</summary>
    public bool MayPause { get; } = join.Request.ConnectionSettings is not { HasSubscriberAllowPause: true, SubscriberAllowPause: false };

    /// <summary>Who may receive its tracks; null means everybody.</summary>
    public Audience? Audience { get; set; }

    public ParticipantChannels Channels { get; } = new();

    /// <summary>The data tracks it publishes, by its own handle.</summary>
    public Dictionary<ushort, DataTrack> DataTracks { get; } = [];

    /// <summary>Whether it receives every data track without asking.</summary>
    public bool WantsDataTracks { get; } = join.Request.ConnectionSettings?.AutoSubscribeDataTrack ?? false;

    /// <summary>The handle that the last data track it receives was given.</summary>
    public ushort LastDataTrackHandle { get; set; }

    /// <summary>The room it is in, or will be in when it has arrived. Any thread reads it.</summary>
    public Task<RoomActor> Home { get; set; } = Task.FromException<RoomActor>(new InvalidOperationException("not admitted"));

    /// <summary>What it is writing to everybody, as far as that is observed.</summary>
    public OpenTexts OpenTexts { get; } = new();

    /// <summary>What it has to be told when it resumes.</summary>
    public MissedMessages Missed { get; } = new();

    /// <summary>The SIDs of tracks that the server has ended, and that its client may still believe in when it resumes.</summary>
    public HashSet<string> Stopped { get; } = new(StringComparer.Ordinal);

    /// <summary>How its next resume is to fail; null when it is not.</summary>
    public ResumeFault? ResumeFault { get; set; }

    public Deadlines Deadlines { get; } = new();

    /// <summary>The quality it was last told about each participant, by SID.</summary>
    public Dictionary<string, ConnectionQuality> ToldQuality { get; } = new(StringComparer.Ordinal);

    /// <summary>Its connections that nothing has been heard from for a while.</summary>
    public HashSet<PeerId> SilentPeers { get; } = [];

    /// <summary>Whether one of its connections is silent.</summary>
    public bool IsMediaLost => SilentPeers.Count > 0;

    public bool IsHidden => Permission.Hidden;

    /// <summary>Whether it keeps a room open and counts as a participant: agents, recorders and who is in another room do not.</summary>
    public bool IsIndependent => Forwarding is null && Kind is ParticipantInfo.Types.Kind.Standard or ParticipantInfo.Types.Kind.Sip or ParticipantInfo.Types.Kind.Connector
        && !Permission.Recorder;

    /// <summary>Tells its client something, if it has a socket and understands it.</summary>
    public void Send(SignalResponse response)
    {
        if (Forwarding is { } forwarding)
        {
            forwarding.Send(response);
            return;
        }

        if (!Protocol.Understands(response))
        {
            return;
        }

        if (Session is { } session)
        {
            session.Send(response);
        }
        else
        {
            Missed.Add(response);
        }
    }

    /// <summary>Something has changed that others see.</summary>
    public void CountChange()
    {
        Version++;
        _sharedInfo = null;
    }

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
        info.DataTracks.AddRange(DataTracks.Values.Select(t => t.Info.Clone()));
        info.Attributes.Add(Attributes);
        if (Forwarding is not null)
        {
            info.KindDetails.Add(ParticipantInfo.Types.KindDetail.Forwarded);
        }

        info.Capabilities.AddRange(Client.Capabilities);
        return info;
    }
}
