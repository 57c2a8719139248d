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
    DataRouter data,
    DataTracks dataTracks,
    ServerRpcs rpcs,
    TokenRenewal tokens)
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

    /// <summary>Mutes every track that is to be, and tells everybody once.</summary>
    public IReadOnlyList<string> Mute(Func<LiveParticipant, LiveTrack, bool> which) => ForTracks(which, track =>
    {
        if (track.Info.Muted)
        {
            return false;
        }

        track.Owner.Send(new() { Mute = new() { Sid = track.Info.Sid, Muted = true } });
        publishing.AssignMuted(track, muted: true);
        return true;
    });

    /// <summary>Ends every track that is to be, and tells everybody once.</summary>
    public IReadOnlyList<string> Stop(Func<LiveParticipant, LiveTrack, bool> which) => ForTracks(which, track =>
    {
        publishing.Stop(track);
        return true;
    });

    /// <summary>Changes everybody for whom there is a change, and tells everybody once.</summary>
    public IReadOnlyList<string> Update(Func<LiveParticipant, ParticipantChange?> change)
    {
        var changed = room.Participants.Values.Where(p => p.Forwarding is null && change(LiveViews.Of(p)) is { } wanted && Assign(p, wanted)).ToList();
        announcements.Changed(changed);
        changed.ForEach(tokens.Send);
        return [.. changed.Select(p => p.Identity)];
    }

    /// <summary>Takes out everybody that is to go.</summary>
    /// <param name="who">Chooses them.</param>
    /// <param name="farewell">Attributes that each is told of itself, and nobody else, before it is told to leave.</param>
    public IReadOnlyList<string> Remove(Func<LiveParticipant, bool> who, IReadOnlyDictionary<string, string> farewell)
    {
        var gone = room.Participants.Values.Where(p => who(LiveViews.Of(p))).ToList();
        foreach (var p in gone.Where(_ => farewell.Count > 0))
        {
            var info = p.ToInfo();
            info.Version = ++p.Version;
            foreach (var (key, value) in farewell)
            {
                info.Attributes[key] = value;
            }

            p.Send(new() { Update = new() { Participants = { info } } });
        }

        membership.RemoveMany(gone, DisconnectReason.ParticipantRemoved);
        return [.. gone.Select(p => p.Identity)];
    }

    public ParticipantInfo Update(Participant participant, UpdateParticipantRequest request)
    {
        if (request.Permission is { } permission)
        {
            participant.Permission = permission;
            participant.Grant = Permissions.Apply(permission, participant.Grant);
            publishing.UnpublishForbidden(participant);
            dataTracks.EndForbidden(participant);
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

    /// <summary>Calls a method of a participant; null when it is not here.</summary>
    public RpcCall? Call(PerformRpcRequest request, TimeSpan limit)
    {
        var call = rpcs.Begin(request, limit);
        if (call is not null)
        {
            data.Send(call.Request);
        }

        return call;
    }

    /// <summary>Nobody waits for a call any more.</summary>
    public bool Forget(RpcCall call) => rpcs.End(call);

    public Protocol.Room Describe(string metadata)
    {
        if (metadata != room.Settings.Metadata)
        {
            room.Settings = room.Settings with { Metadata = metadata };
            announcements.RoomChanged();
        }

        return room.ToInfo();
    }

    private IReadOnlyList<string> ForTracks(Func<LiveParticipant, LiveTrack, bool> which, Func<PublishedTrack, bool> act)
    {
        var touched = new List<Participant>();
        foreach (var p in room.Participants.Values.Where(p => p.Forwarding is null))
        {
            var view = LiveViews.Of(p);
            var tracks = p.Tracks.Where(t => which(view, LiveViews.Of(t))).ToList();
            if (tracks.Count(act) > 0)
            {
                touched.Add(p);
            }
        }

        announcements.Changed(touched);
        return [.. touched.Select(p => p.Identity)];
    }

    // False where everything is as wanted already.
    private bool Assign(Participant participant, ParticipantChange wanted)
    {
        var rights = wanted.Rights is { } r && !LiveViews.AreSame(r, LiveViews.Rights(participant.Permission)) ? r : null;
        var name = wanted.Name is { Length: > 0 } n && n != participant.Name ? n : "";
        var attributes = wanted.Attributes
            .Where(a => participant.Attributes.GetValueOrDefault(a.Key, "") != a.Value).ToList();
        if (rights is null && name.Length == 0 && attributes.Count == 0)
        {
            return false;
        }

        if (rights is not null)
        {
            participant.Permission = LiveViews.Apply(rights, participant.Permission);
            participant.Grant = Permissions.Apply(participant.Permission, participant.Grant);
            publishing.UnpublishForbidden(participant);
            dataTracks.EndForbidden(participant);
        }

        SignalDispatch.Assign(participant, name, "", attributes);
        return true;
    }
}
