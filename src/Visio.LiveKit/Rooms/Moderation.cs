using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>What the server API does to a room.</summary>
internal sealed class Moderation(
    RoomState room,
    Membership membership,
    Announcements announcements,
    TrackPublishing publishing,
    Subscriptions subscriptions,
    SignalDispatch signals,
    DataRouter data)
{
    public Participant? Find(string identity) => room.Participants.GetValueOrDefault(identity);

    public bool Remove(string identity)
    {
        if (Find(identity) is not { } participant)
        {
            return false;
        }

        membership.Remove(participant, DisconnectReason.ParticipantRemoved, Leaves.Stop(DisconnectReason.ParticipantRemoved));
        return true;
    }

    /// <summary>Mutes a track; the client is told, because it has to stop its microphone or camera.</summary>
    public TrackInfo Mute(PublishedTrack track)
    {
        track.Owner.Send(new() { Mute = new() { Sid = track.Info.Sid, Muted = true } });
        publishing.SetMuted(track, muted: true);
        return track.Info.Clone();
    }

    public ParticipantInfo Update(Participant participant, UpdateParticipantRequest request)
    {
        if (request.Permission is { } permission)
        {
            participant.Permission = permission;
            participant.Grant = Permissions.Apply(permission, participant.Grant);
            publishing.UnpublishForbidden(participant);
            subscriptions.SettleAll(participant);
        }

        signals.Apply(participant, request.Name, request.Metadata, request.Attributes);
        return participant.ToInfo();
    }

    public void Subscribe(Participant participant, UpdateSubscriptionsRequest request)
    {
        foreach (var sid in request.TrackSids.Concat(request.ParticipantTracks.SelectMany(p => p.TrackSids)))
        {
            subscriptions.Want(participant, sid, request.Subscribe);
        }
    }

    public void Send(SendDataRequest request)
    {
        var user = new UserPacket { Payload = request.Data, Nonce = request.Nonce };
        if (request.HasTopic)
        {
            user.Topic = request.Topic;
        }

        user.DestinationSids.AddRange(request.DestinationSids);
        user.DestinationIdentities.AddRange(request.DestinationIdentities);
        var packet = new DataPacket { Kind = request.Kind, User = user };
        packet.DestinationIdentities.AddRange(request.DestinationIdentities);
        data.Send(packet);
    }

    public Protocol.Room Describe(string metadata)
    {
        room.Settings = room.Settings with { Metadata = metadata };
        announcements.RoomChanged();
        return room.ToInfo();
    }
}
