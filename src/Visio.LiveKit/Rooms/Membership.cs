using System.Net.WebSockets;
using System.Security.Cryptography;
using Google.Protobuf;
using Visio.LiveKit.Negotiation;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;
using Visio.Rtc.Ice;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>Who is in the room: joins, resumes and the many ways to leave.</summary>
internal sealed class Membership(
    RoomState room,
    MediaServer server,
    Announcements announcements,
    TrackPublishing publishing,
    Subscriptions subscriptions,
    MediaBinding media,
    TokenRenewal tokens,
    ServerRpcs rpcs,
    DataTracks dataTracks,
    RoomReports reports)
{
    /// <summary>The media loop has moved a peer long before that.</summary>
    private static readonly TimeSpan MovedRemembered = TimeSpan.FromSeconds(10);

    // Appended by the server to frames it makes up itself, so that clients that encrypt end to end let them pass.
    private readonly ByteString _frameTrailer = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16));

    /// <summary>When the last independent participant left; null while there is one or nobody ever joined.</summary>
    public DateTimeOffset? EmptySince { get; private set; }

    /// <summary>Takes somebody in, in place of who had the identity before.</summary>
    public (Participant? Participant, Refusal? Refusal) Join(JoinParameters join, SignalSession session)
    {
        Replace(join.Token.Identity);
        var participant = Create(join);
        if (participant.IsIndependent && IsFull())
        {
            return (null, Refusal.RoomFull);
        }

        Register(participant, session);
        Welcome(participant);
        tokens.Send(participant);
        if (participant.Protocol.StartsWithTracks)
        {
            subscriptions.SettleAll(participant);
        }

        room.Unsettled.Add(participant);
        participant.State = ParticipantInfo.Types.State.Joined;
        announcements.Changed(participant, tellItself: false);
        announcements.CountsChanged();
        reports.Joined(participant);
        dataTracks.Joined(participant);
        if (join.Request.PublisherOffer is { Sdp.Length: > 0 } offer)
        {
            Negotiate(participant, offer);
        }

        return (participant, null);
    }

    /// <summary>Gives a participant that has lost its socket a new one; null when it is not here any more.</summary>
    public Participant? Resume(JoinParameters join, SignalSession session)
    {
        var sid = join.Request.ParticipantSid;
        if (!room.Participants.TryGetValue(join.Token.Identity, out var participant)
            || (sid.Length > 0 && sid != participant.Sid)
            || participant.Forwarding is not null
            || join.HasTwoConnections != (participant.Subscriber is not null))
        {
            return null;
        }

        participant.Session?.Close(null, WebSocketCloseStatus.NormalClosure, "replaced by a resumed session");
        participant.Session = session;
        var fault = TakeFault(participant);
        if (fault is { Silent: true })
        {
            Lose(participant);
            return participant;
        }

        participant.Deadlines.ResumeBy = null;
        participant.Deadlines.OfferBy = null;
        participant.Deadlines.HealBy = participant.IsMediaLost ? room.Now + Deadlines.Heal : null;
        participant.ToldQuality.Clear();
        var reconnect = new ReconnectResponse { ServerInfo = ServerDescription.Info(), LastMessageSeq = participant.Channels.LastSequence };
        reconnect.IceServers.AddRange(IceServers(participant));
        participant.Send(new() { Reconnect = reconnect });
        foreach (var missed in participant.Missed.Take())
        {
            participant.Send(missed);
        }

        announcements.BringUpToDate(participant);
        Subscriptions.RepeatStreams(participant);
        dataTracks.TellHandles(participant);
        participant.Tracks.ForEach(Dynacast.Repeat);
        tokens.Send(participant);
        if (fault is not null)
        {
            Lose(participant);
            return participant;
        }

        media.RestartIce(participant);
        room.Log.Resumed(participant.Sid, room.Sid);
        return participant;
    }

    /// <summary>Answers an offer; a client whose offer cannot be answered has to join again.</summary>
    public void Negotiate(Participant participant, SessionDescription offer)
    {
        if (!media.TryAnswer(participant, offer))
        {
            Remove(participant, DisconnectReason.StateMismatch, Leaves.JoinAgain(DisconnectReason.StateMismatch));
        }
    }

    /// <summary>Takes the answer to an offer of ours; a client that answers it with what cannot be used has to join again.</summary>
    public void Accept(Participant participant, SessionDescription answer)
    {
        if (!media.TryAccept(participant, answer))
        {
            Remove(participant, DisconnectReason.StateMismatch, Leaves.JoinAgain(DisconnectReason.StateMismatch));
        }
    }

    /// <summary>A connection is up.</summary>
    public void Connected(Participant participant, PeerId peer)
    {
        Heard(participant, peer);
        if (peer != participant.PrimaryPeer)
        {
            return;
        }

        participant.Deadlines.ConnectBy = null;
        if (!participant.Protocol.StartsWithTracks)
        {
            subscriptions.SettleAll(participant);
        }

        if (participant.State != ParticipantInfo.Types.State.Active)
        {
            participant.State = ParticipantInfo.Types.State.Active;
            announcements.Changed(participant);
            reports.Connected(participant);
        }
    }

    /// <summary>
    /// Nothing is heard from a connection. A client that notices by itself restarts ICE; one that does not is told to resume, which does the
    /// same. Who has no signalling either is given a little time.
    /// </summary>
    public void MediaLost(Participant participant, PeerId peer)
    {
        participant.SilentPeers.Add(peer);
        if (participant.Session is null)
        {
            participant.Deadlines.ResumeBy ??= room.Now + Deadlines.BothLost;
        }
        else
        {
            participant.Deadlines.HealBy ??= room.Now + Deadlines.Heal;
        }
    }

    public void MediaBack(Participant participant, PeerId peer)
    {
        Heard(participant, peer);
        if (participant.Session is null && !participant.IsMediaLost)
        {
            participant.Deadlines.ResumeBy = null;
        }
    }

    /// <summary>
    /// The transport is gone for good, and with it what a resume could go on with: the client has to join again, if it still wants to.
    /// </summary>
    public void MediaFailed(Participant participant, string reason)
    {
        room.Log.TransportFailed(participant.Sid, reason);
        Remove(participant, DisconnectReason.ConnectionTimeout, Leaves.JoinAgain(DisconnectReason.ConnectionTimeout));
    }

    /// <summary>A socket is gone. Its participant stays as long as media is alive.</summary>
    public void SessionEnded(Participant participant, SignalSession session, SessionEnd end)
    {
        if (participant.Session != session)
        {
            return;
        }

        participant.Session = null;
        if (end == SessionEnd.Expelled)
        {
            Remove(participant, DisconnectReason.StateMismatch, null);
        }
        else if (participant.State != ParticipantInfo.Types.State.Active)
        {
            Remove(participant, DisconnectReason.SignalClose, null);
        }
        else if (participant.IsMediaLost)
        {
            participant.Deadlines.ResumeBy ??= room.Now + Deadlines.BothLost;
        }
    }

    /// <summary>Takes somebody out of the room.</summary>
    public void Remove(Participant participant, DisconnectReason reason, LeaveRequest? leave, bool announce = true)
    {
        if (!room.Participants.TryGetValue(participant.Identity, out var present) || present != participant)
        {
            return;
        }

        reports.Leaving(participant, reason);
        subscriptions.EndAll(participant);
        participant.Departure = reason;
        if (participant.Forwarding is { } forwarding)
        {
            participant.Tracks.ForEach(publishing.Withdraw);
            Forget(participant);
            forwarding.Left(participant);
        }
        else
        {
            publishing.EndAll(participant);
            Forget(participant);
            Drop(participant);
        }

        participant.Session?.Close(leave, WebSocketCloseStatus.NormalClosure, "");
        participant.Session = null;
        room.Log.Left(participant.Sid, room.Sid, reason.ToString());
        reports.Left(participant, reason);
        if (announce)
        {
            announcements.CountsChanged();
            announcements.Left([participant], reason);
        }
    }

    /// <summary>Ends the connections of somebody who is in no room any more.</summary>
    public bool Drop(Participant participant)
    {
        room.Media.RemovePeer(participant.Peer);
        if (participant.SubscriberPeer != participant.Peer)
        {
            room.Media.RemovePeer(participant.SubscriberPeer);
        }

        return true;
    }

    /// <summary>Whether one more may come in from another room.</summary>
    public bool HasPlace() => !IsFull();

    /// <summary>Lets somebody go to another room, with its connections and its tracks.</summary>
    public void Depart(Participant participant)
    {
        const DisconnectReason reason = DisconnectReason.Migration;
        reports.Leaving(participant, reason);
        subscriptions.EndAll(participant);
        participant.Tracks.ForEach(publishing.Withdraw);
        participant.Departure = reason;
        Forget(participant);
        room.MovedPeers[participant.Peer] = new(participant.Home, room.Now);
        room.MovedPeers[participant.SubscriberPeer] = new(participant.Home, room.Now);
        room.Log.Left(participant.Sid, room.Sid, reason.ToString());
        reports.Left(participant, reason);
        announcements.CountsChanged();

        // For those who stay it is gone; for itself nothing has happened.
        var state = participant.State;
        announcements.Left([participant], reason);
        participant.State = state;
    }

    /// <summary>Takes somebody in who comes from another room.</summary>
    public void Arrive(Participant participant)
    {
        Replace(participant.Identity);
        room.Media.TakePeer(participant.Peer);
        room.Media.TakePeer(participant.SubscriberPeer);
        Remember(participant);
        participant.Departure = null;
        participant.Grant = participant.Grant with { Room = room.Name };
        participant.ToldQuality.Clear();
        participant.Tracks.ForEach(publishing.Take);
        announcements.Changed(participant, tellItself: false);
        announcements.CountsChanged();
        participant.Send(new()
        {
            RoomMoved = new()
            {
                Room = room.ToInfo(), Token = tokens.Create(participant), Participant = participant.ToInfo(), OtherParticipants = { announcements.SeenBy(participant) },
            },
        });
        reports.Joined(participant);
        reports.Connected(participant);
        subscriptions.SettleAll(participant);
        participant.Tracks.ForEach(subscriptions.TrackPublished);
        dataTracks.Arrived(participant);
        dataTracks.Joined(participant);
        room.Unsettled.Add(participant);
    }

    /// <summary>Takes in the copy of somebody who is in another room and stays there, in place of who had the identity before.</summary>
    public Participant Appear(Forwarding forwarding, ForwardedState state)
    {
        var copy = new Participant(state.Join, state.JoinedAt, new AnsweringNegotiator(OurEnd(default, default)), subscriber: null)
        {
            Sid = state.Info.Sid, Forwarding = forwarding,
        };
        forwarding.Copy = copy;
        Replace(copy.Identity);
        Remember(copy);
        return copy;
    }

    /// <summary>Takes several out at once; those who stay are told of all of them in one message.</summary>
    public void RemoveMany(IReadOnlyCollection<Participant> participants, DisconnectReason reason)
    {
        foreach (var p in participants)
        {
            Remove(p, reason, Leaves.Stop(reason), announce: false);
        }

        announcements.CountsChanged();
        announcements.Left(participants, reason);
    }

    public void RemoveAll(DisconnectReason reason)
    {
        foreach (var p in room.Participants.Values.ToArray())
        {
            Remove(p, reason, Leaves.Stop(reason), announce: false);
        }
    }

    /// <summary>Removes those whose time is up.</summary>
    public void Tick()
    {
        foreach (var (peer, moved) in room.MovedPeers)
        {
            if (room.Now - moved.Since > MovedRemembered)
            {
                room.MovedPeers.Remove(peer);
            }
        }

        foreach (var p in room.Participants.Values.ToArray())
        {
            if (p.Deadlines.ConnectBy <= room.Now)
            {
                Remove(p, DisconnectReason.JoinFailure, Leaves.JoinAgain(DisconnectReason.JoinFailure));
            }
            else if (p.Session is { } session && p.Deadlines.HealBy <= room.Now)
            {
                session.Close(Leaves.Resume(DisconnectReason.ConnectionTimeout), WebSocketCloseStatus.NormalClosure, "");
                p.Session = null;
                p.Deadlines.HealBy = null;
                p.Deadlines.ResumeBy = room.Now + Deadlines.Resume;
            }
            else if (p.Deadlines.ResumeBy <= room.Now)
            {
                Remove(p, DisconnectReason.ConnectionTimeout, Leaves.JoinAgain(DisconnectReason.ConnectionTimeout));
            }
            else if (p.Session is not null && p.Deadlines.OfferBy <= room.Now)
            {
                Remove(p, DisconnectReason.StateMismatch, Leaves.JoinAgain(DisconnectReason.StateMismatch));
            }
        }
    }

    private void Replace(string identity)
    {
        if (room.Participants.TryGetValue(identity, out var former))
        {
            Remove(former, DisconnectReason.DuplicateIdentity, Leaves.Stop(DisconnectReason.DuplicateIdentity), announce: false);
            announcements.Replaced(former);
        }
    }

    private static void Heard(Participant participant, PeerId peer)
    {
        participant.SilentPeers.Remove(peer);
        participant.Deadlines.HealBy = participant.IsMediaLost ? participant.Deadlines.HealBy : null;
    }

    /// <summary>Closes a socket as a fault does: its participant stays.</summary>
    private static void Lose(Participant participant)
    {
        participant.Session?.Close(null, WebSocketCloseStatus.EndpointUnavailable, "simulated");
        participant.Session = null;
    }

    private ResumeFault? TakeFault(Participant participant)
    {
        if (participant.ResumeFault is not { } fault || fault.Until < room.Now)
        {
            participant.ResumeFault = null;
            return null;
        }

        participant.ResumeFault = fault.Left > 1 ? fault with { Left = fault.Left - 1 } : null;
        return fault;
    }

    private bool IsFull() =>
        room.Settings.MaxParticipants > 0 && room.Participants.Values.Count(p => p.IsIndependent) >= room.Settings.MaxParticipants;

    private Participant Create(JoinParameters join)
    {
        var withData = new SignalProtocol(join.Request.ClientInfo ?? new()).HasPrimarySubscriber && (join.Grant.CanSubscribe ?? true);
        var route = room.Routes.GetValueOrDefault(join.Token.Identity);
        var loop = room.Media.ChooseLoop();
        var subscriber = join.HasTwoConnections ? new OfferingNegotiator(OurEnd(route, loop), withData) : null;
        return new(join, room.Now, new AnsweringNegotiator(OurEnd(route, loop)), subscriber) { Loop = loop };
    }

    /// <summary>Over a relay our candidates are reached by UDP from the relay itself, which is in this process.</summary>
    private NegotiatorOptions OurEnd(CandidateProtocol route, LoopId loop) => new()
    {
        Credentials = IceCredentials.Create(SystemRandom.Instance),
        Fingerprint = server.Fingerprint,
        Candidates = route == CandidateProtocol.Tcp ? [] : server.CandidatesOf(loop),
        TcpCandidates = server.TcpCandidates,
        PlayoutDelay = room.Settings.PlayoutDelay,
        Random = SystemRandom.Instance,
    };

    private void Register(Participant participant, SignalSession session)
    {
        participant.Session = session;
        participant.Peer = room.Media.AddPeer(new(participant.Sid, participant.Negotiator.Credentials) { Loop = participant.Loop, MayPause = participant.MayPause });
        participant.SubscriberPeer = participant.Subscriber is { } subscriber
            ? room.Media.AddPeer(new(participant.Sid + " (subscriber)", subscriber.Credentials)
            {
                Session = participant.Sid, Loop = participant.Loop, MayPause = participant.MayPause,
            })
            : participant.Peer;
        participant.Deadlines.ConnectBy = room.Now + Deadlines.Connect;
        Remember(participant);
    }

    private void Remember(Participant participant)
    {
        room.Participants[participant.Identity] = participant;
        if (participant.Forwarding is null)
        {
            room.Peers[participant.Peer] = participant;
            room.Peers[participant.SubscriberPeer] = participant;
            room.MovedPeers.Remove(participant.Peer);
            room.MovedPeers.Remove(participant.SubscriberPeer);
        }

        EmptySince = participant.IsIndependent ? null : EmptySince;
        room.Log.Joined(participant.Sid, room.Sid, participant.Client.Sdk.ToString(), participant.Client.Version);
    }

    private void Forget(Participant participant)
    {
        room.Participants.Remove(participant.Identity);
        room.Peers.Remove(participant.Peer);
        room.Peers.Remove(participant.SubscriberPeer);
        room.Unsettled.Remove(participant);
        dataTracks.Left(participant);
        rpcs.Left(participant);
        if (!room.Participants.Values.Any(p => p.IsIndependent))
        {
            EmptySince = room.Now;
        }
    }

    private void Welcome(Participant participant)
    {
        var join = new JoinResponse
        {
            Room = room.ToInfo(),
            Participant = participant.ToInfo(),
            ServerVersion = ServerDescription.Version,
            ServerInfo = ServerDescription.Info(),
            PingInterval = ServerDescription.PingInterval,
            PingTimeout = ServerDescription.PingTimeout,
            SifTrailer = _frameTrailer,
            SubscriberPrimary = participant.Subscriber is { HasData: true },
            FastPublish = participant.Permission.CanPublish && participant.Protocol.MayOfferAtOnce,
        };
        join.OtherParticipants.AddRange(announcements.SeenBy(participant));
        join.EnabledPublishCodecs.AddRange(SupportedCodecs.All());
        join.IceServers.AddRange(IceServers(participant));
        if (room.Routes.GetValueOrDefault(participant.Identity) == CandidateProtocol.Tls && join.IceServers.Count > 0)
        {
            join.ClientConfiguration = new() { ForceRelay = ClientConfigSetting.Enabled };
        }

        participant.Send(new() { Join = join });
    }

    private IEnumerable<ICEServer> IceServers(Participant participant)
    {
        if (server.AccessRelay(participant.Sid) is not { } relay)
        {
            yield break;
        }

        // Not by UDP (RFC 7065) where that is the way that was given up. Browsers refuse a server without an address.
        var isRerouted = room.Routes.ContainsKey(participant.Identity);
        var urls = relay.Urls.Where(url => !isRerouted || !url.EndsWith("transport=udp", StringComparison.Ordinal)).ToList();
        if (urls.Count > 0)
        {
            yield return new() { Urls = { urls }, Username = relay.Username, Credential = relay.Password };
        }
    }
}
