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
    LiveEvents events)
{
    // Appended by the server to frames it makes up itself, so that clients that encrypt end to end let them pass.
    private readonly ByteString _frameTrailer = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16));

    /// <summary>When the last independent participant left; null while there is one or nobody ever joined.</summary>
    public DateTimeOffset? EmptySince { get; private set; }

    /// <summary>Takes somebody in, in place of who had the identity before.</summary>
    public (Participant? Participant, Refusal? Refusal) Join(JoinParameters join, SignalSession session)
    {
        if (room.Participants.TryGetValue(join.Token.Identity, out var former))
        {
            Remove(former, DisconnectReason.DuplicateIdentity, Leaves.Stop(DisconnectReason.DuplicateIdentity), announce: false);
        }

        var participant = Create(join);
        if (participant.IsIndependent && IsFull())
        {
            return (null, Refusal.RoomFull);
        }

        Register(participant, session);
        Welcome(participant);
        tokens.Send(participant);
        subscriptions.SettleAll(participant);

        participant.State = ParticipantInfo.Types.State.Joined;
        announcements.Changed(participant, tellItself: false);
        announcements.CountsChanged();
        events.Joined(room, participant);
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
        if (!room.Participants.TryGetValue(join.Token.Identity, out var participant) || (sid.Length > 0 && sid != participant.Sid))
        {
            return null;
        }

        participant.Session?.Close(null, WebSocketCloseStatus.NormalClosure, "replaced by a resumed session");
        participant.Session = session;
        participant.Deadlines.ResumeBy = null;
        participant.Deadlines.OfferBy = null;
        participant.ToldQuality.Clear();
        participant.Send(new()
        {
            Reconnect = new() { ServerInfo = ServerDescription.Info(), LastMessageSeq = participant.Channels.LastSequence },
        });
        announcements.BringUpToDate(participant);
        tokens.Send(participant);
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

    /// <summary>The transport is up.</summary>
    public void Connected(Participant participant)
    {
        participant.Deadlines.ConnectBy = null;
        participant.IsMediaLost = false;
        if (participant.State != ParticipantInfo.Types.State.Active)
        {
            participant.State = ParticipantInfo.Types.State.Active;
            announcements.Changed(participant);
        }
    }

    /// <summary>Nothing is heard from the transport; who has no signalling either is given a little time.</summary>
    public void MediaLost(Participant participant)
    {
        participant.IsMediaLost = true;
        if (participant.Session is null)
        {
            participant.Deadlines.ResumeBy ??= room.Now + Deadlines.BothLost;
        }
    }

    public void MediaBack(Participant participant)
    {
        participant.IsMediaLost = false;
        if (participant.Session is null)
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

        events.Left(room, participant, reason);

        subscriptions.EndAll(participant);
        publishing.EndAll(participant);
        room.Participants.Remove(participant.Identity);
        room.Peers.Remove(participant.Peer);
        room.Unsettled.Remove(participant);
        room.Media.RemovePeer(participant.Peer);
        participant.Session?.Close(leave, WebSocketCloseStatus.NormalClosure, "");
        participant.Session = null;
        room.Log.Left(participant.Sid, room.Sid, reason.ToString());
        if (announce)
        {
            announcements.CountsChanged();
            announcements.Left([participant], reason);
        }

        if (!room.Participants.Values.Any(p => p.IsIndependent))
        {
            EmptySince = room.Now;
        }
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
        foreach (var p in room.Participants.Values.ToArray())
        {
            if (p.Deadlines.ConnectBy <= room.Now)
            {
                Remove(p, DisconnectReason.JoinFailure, Leaves.JoinAgain(DisconnectReason.JoinFailure));
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

    private bool IsFull() =>
        room.Settings.MaxParticipants > 0 && room.Participants.Values.Count(p => p.IsIndependent) >= room.Settings.MaxParticipants;

    private Participant Create(JoinParameters join)
    {
        var negotiator = new SinglePeerNegotiator(new()
        {
            Credentials = IceCredentials.Create(SystemRandom.Instance),
            Fingerprint = server.Fingerprint,
            Candidates = server.Candidates,
            Random = SystemRandom.Instance,
        });
        return new(join, room.Now, negotiator);
    }

    private void Register(Participant participant, SignalSession session)
    {
        participant.Session = session;
        participant.Peer = room.Media.AddPeer(new(participant.Sid, participant.Negotiator.Credentials));
        participant.Deadlines.ConnectBy = room.Now + Deadlines.Connect;
        room.Participants[participant.Identity] = participant;
        room.Peers[participant.Peer] = participant;
        EmptySince = participant.IsIndependent ? null : EmptySince;
        room.Log.Joined(participant.Sid, room.Sid, participant.Client.Sdk.ToString(), participant.Client.Version);
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
            FastPublish = participant.Permission.CanPublish,
        };
        join.OtherParticipants.AddRange(announcements.SeenBy(participant));
        join.EnabledPublishCodecs.AddRange(SupportedCodecs.All());
        participant.Send(new() { Join = join });
    }
}
