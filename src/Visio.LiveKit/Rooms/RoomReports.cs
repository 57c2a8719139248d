using Visio.LiveKit.Agents;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Webhooks;

namespace Visio.LiveKit.Rooms;

/// <summary>Tells the world outside what happens in a room: the host of the server, receivers of webhooks, and workers.</summary>
internal sealed class RoomReports(RoomState room, LiveEvents events, WebhookDispatcher webhooks, RoomAgents agents)
{
    public void Started()
    {
        events.RoomStarted(room);
        Post("room_started");
        agents.Started();
    }

    public void Finished()
    {
        agents.Finished();
        events.RoomFinished(room);
        Post("room_finished");
    }

    public void Joined(Participant participant) => events.Joined(room, participant);

    /// <summary>The media of a participant is connected for the first time; of what it publishes receivers learn from now on.</summary>
    public void Connected(Participant participant)
    {
        Post("participant_joined", participant.ToInfo());
        foreach (var track in participant.Tracks)
        {
            Post("track_published", track);
        }

        agents.Reconcile();
    }

    public void Published(PublishedTrack track)
    {
        if (IsConnected(track.Owner))
        {
            Post("track_published", track);
            agents.Reconcile();
        }
    }

    public void Unpublished(PublishedTrack track)
    {
        if (IsConnected(track.Owner))
        {
            Post("track_unpublished", track);
        }
    }

    /// <summary>A participant is leaving; it still looks as it did.</summary>
    public void Leaving(Participant participant, DisconnectReason reason) => events.Left(room, participant, reason);

    /// <summary>A participant has left.</summary>
    public void Left(Participant participant, DisconnectReason reason)
    {
        agents.Left(participant);
        var info = participant.ToInfo();
        info.DataTracks.Clear();
        info.State = ParticipantInfo.Types.State.Disconnected;
        info.Version++;
        info.DisconnectReason = reason;
        Post(IsConnected(participant) ? "participant_left" : "participant_connection_aborted", info);
    }

    private static bool IsConnected(Participant participant) => participant.State == ParticipantInfo.Types.State.Active;

    private void Post(string name, ParticipantInfo? participant = null)
    {
        if (webhooks.IsOn)
        {
            webhooks.Add(new() { Event = name, Room = room.ToInfo(), Participant = participant });
        }
    }

    // Of the room and its participant only who they are: tracks come and go often.
    private void Post(string name, PublishedTrack track)
    {
        if (webhooks.IsOn)
        {
            webhooks.Add(new()
            {
                Event = name,
                Room = new() { Sid = room.Sid, Name = room.Name },
                Participant = new() { Sid = track.Owner.Sid, Identity = track.Owner.Identity },
                Track = track.Info.Clone(),
            });
        }
    }
}
