using Visio.LiveKit.Protocol;
using State = Visio.LiveKit.Protocol.ParticipantInfo.Types.State;

namespace Visio.LiveKit.Rooms;

/// <summary>What the rooms between which participants are forwarded tell each other: the copies here, and the originals here.</summary>
internal sealed class Forwardings(
    RoomState room,
    Membership membership,
    Announcements announcements,
    Subscriptions subscriptions,
    TrackPublishing publishing,
    SpeakerUpdates speakers,
    Dynacast dynacast,
    DataRouter data,
    RoomReports reports)
{
    /// <summary>Somebody elsewhere is to be seen here as it is there now.</summary>
    public void Show(Forwarding forwarding, ForwardedState state)
    {
        if (forwarding.IsOver)
        {
            return;
        }

        var isNew = forwarding.Copy?.Sid != state.Info.Sid;
        var copy = isNew ? membership.Appear(forwarding, state) : forwarding.Copy!;
        var isConnecting = copy.State != State.Active && state.Info.State == State.Active;
        Describe(copy, state.Info);
        var (added, rerouted) = Assign(copy, state);
        announcements.Changed(copy);
        if (isNew)
        {
            announcements.CountsChanged();
            reports.Joined(copy);
        }

        if (isConnecting)
        {
            reports.Connected(copy);
        }
        else
        {
            added.ForEach(reports.Published);
        }

        if (copy.Audience != state.Audience)
        {
            subscriptions.SetAudience(copy, state.Audience);
        }

        added.ForEach(subscriptions.TrackPublished);
        rerouted.ForEach(subscriptions.Reroute);
    }

    /// <summary>How loud a copy's tracks are.</summary>
    public void Speak(Forwarding forwarding, IReadOnlyList<(string Sid, float Level)> levels)
    {
        if (!forwarding.IsOver && forwarding.Copy is { } copy)
        {
            speakers.Changed(levels
                .Select(l => (Track: copy.Tracks.Find(t => t.Info.Sid == l.Sid)!, l.Level))
                .Where(l => l.Track is not null && l.Track.SpeakingLevel != l.Level));
        }
    }

    /// <summary>A copy says something to everybody.</summary>
    public void Carry(Forwarding forwarding, DataPacket packet)
    {
        if (!forwarding.IsOver && forwarding.Copy is { } copy)
        {
            data.Relay(packet, copy);
        }
    }

    /// <summary>Somebody is not in its own room any more.</summary>
    public void End(Forwarding forwarding, DisconnectReason reason)
    {
        if (!forwarding.IsOver && forwarding.Copy is { } copy)
        {
            membership.Remove(copy, reason, leave: null);
        }
    }

    /// <summary>Which layers of a track here are wanted elsewhere.</summary>
    public void Want(Forwarding forwarding, string trackSid, (int Primary, int Backup) wanted)
    {
        if (room.Forwardings.Contains(forwarding) && room.Tracks.TryGetValue(trackSid, out var track))
        {
            track.WantedElsewhere[forwarding] = wanted;
            dynacast.Evaluate(track);
        }
    }

    /// <summary>Somebody elsewhere receives a track of here.</summary>
    public void Subscribed(Forwarding forwarding, string trackSid)
    {
        if (room.Forwardings.Contains(forwarding) && room.Tracks.TryGetValue(trackSid, out var track))
        {
            Subscriptions.TellPublisher(track);
        }
    }

    /// <summary>Somebody here is not seen elsewhere any more.</summary>
    public void Over(Forwarding forwarding)
    {
        room.Forwardings.Remove(forwarding);
        foreach (var track in room.Tracks.Values.Where(t => t.WantedElsewhere.Remove(forwarding)).ToArray())
        {
            dynacast.Evaluate(track);
        }
    }

    private static void Describe(Participant copy, ParticipantInfo info)
    {
        copy.Name = info.Name;
        copy.Metadata = info.Metadata;
        copy.Attributes.Clear();
        foreach (var (key, value) in info.Attributes)
        {
            copy.Attributes[key] = value;
        }

        copy.Permission = info.Permission.Clone();
        copy.IsPublisher = info.IsPublisher;
        copy.State = info.State;

        // It is announced under the number that it has in its own room: it may come here in person later.
        copy.Version = info.Version - 1;
    }

    private (List<PublishedTrack> Added, List<PublishedTrack> Rerouted) Assign(Participant copy, ForwardedState state)
    {
        foreach (var ended in copy.Tracks.Where(t => state.Tracks.All(s => s.Sid != t.Info.Sid)).ToArray())
        {
            publishing.Withdraw(ended);
            copy.Tracks.Remove(ended);
        }

        List<PublishedTrack> added = [], rerouted = [];
        foreach (var (sid, primary, backup) in state.Tracks)
        {
            var info = state.Info.Tracks.First(t => t.Sid == sid);
            if (copy.Tracks.Find(t => t.Info.Sid == sid) is not { } track)
            {
                track = new(copy, info, primary);
                copy.Tracks.Add(track);
                room.Tracks[sid] = track;
                added.Add(track);
            }
            else if (track.Backup != backup || track.Primary != primary)
            {
                rerouted.Add(track);
            }

            track.Info = info;
            track.Primary = primary;
            track.Backup = backup;
        }

        return (added, rerouted);
    }
}
