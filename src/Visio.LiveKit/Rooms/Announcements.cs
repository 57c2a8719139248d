using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>Tells participants about one another and about the room.</summary>
internal sealed class Announcements(RoomState room)
{
    private const int MostDeparted = 256;
    private static readonly TimeSpan RoomUpdateInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DepartedFor = TimeSpan.FromMinutes(5);

    private readonly Queue<(ParticipantInfo Info, DateTimeOffset At)> _departed = new();
    private bool _roomChanged;
    private DateTimeOffset _roomToldAt = DateTimeOffset.MinValue;

    /// <summary>Tells everybody, the participant too, that something about it has changed. A hidden one is told alone.</summary>
    public void Changed(Participant participant, bool tellItself = true)
    {
        participant.CountChange();
        var update = Update([participant.SharedInfo]);
        if (tellItself)
        {
            participant.Send(update);
        }

        TellOthers(participant, update);
    }

    /// <summary>
    /// Tells everybody of several changes in one message: with one message for each, a change of everybody in a large room would
    /// overrun the queues of its clients.
    /// </summary>
    public void Changed(IReadOnlyCollection<Participant> participants)
    {
        foreach (var hidden in participants.Where(p => p.IsHidden))
        {
            Changed(hidden);
        }

        var visible = participants.Where(p => !p.IsHidden).ToList();
        if (visible.Count == 0)
        {
            return;
        }

        visible.ForEach(p => p.CountChange());
        TellAll(Update(visible.Select(p => p.SharedInfo)));
    }

    /// <summary>Tells those who stay that participants are gone.</summary>
    public void Left(IReadOnlyCollection<Participant> participants, DisconnectReason reason)
    {
        var infos = participants.Where(p => !p.IsHidden).Select(p => Departed(p, reason)).ToList();
        if (infos.Count == 0)
        {
            return;
        }

        TellAll(Update(infos));
        foreach (var info in infos)
        {
            var minimal = new ParticipantInfo { Sid = info.Sid, Identity = info.Identity, Version = info.Version, State = info.State };
            _departed.Enqueue((minimal, room.Now));
            if (_departed.Count > MostDeparted)
            {
                _departed.Dequeue();
            }
        }
    }

    /// <summary>Tells those who know participants by their SID alone that one is gone, whose identity has joined again.</summary>
    public void Replaced(Participant former)
    {
        var viewers = former.IsHidden ? [] : room.Others(former).Where(p => !p.Protocol.KnowsIdentities).ToList();
        if (viewers.Count > 0)
        {
            var update = Update([Departed(former, DisconnectReason.DuplicateIdentity)]);
            viewers.ForEach(p => p.Send(update));
        }
    }

    /// <summary>Everybody that <paramref name="viewer"/> may see except itself, for its join.</summary>
    public IEnumerable<ParticipantInfo> SeenBy(Participant viewer) =>
        room.Others(viewer).Where(p => !p.IsHidden).Select(p => p.SharedInfo);

    /// <summary>Brings a resumed participant up to date: who has left meanwhile, then everybody, then the room.</summary>
    public void BringUpToDate(Participant participant)
    {
        while (_departed.TryPeek(out var oldest) && oldest.At + DepartedFor < room.Now)
        {
            _departed.Dequeue();
        }

        var gone = _departed.Select(d => d.Info).Where(i => !room.Participants.ContainsKey(i.Identity)).ToArray();
        if (gone.Length > 0 && participant.Protocol.ResumesWithDeparted)
        {
            participant.Send(Update(gone));
        }

        participant.Send(Update([participant.ToInfo(), .. SeenBy(participant)]));
        participant.Send(RoomUpdate());
    }

    /// <summary>Tells everybody about the room now.</summary>
    public void RoomChanged()
    {
        _roomChanged = false;
        _roomToldAt = room.Now;
        TellAll(RoomUpdate());
    }

    /// <summary>Counts have changed; that is told every few seconds at most.</summary>
    public void CountsChanged()
    {
        _roomChanged = true;
        FlushCounts();
    }

    public void FlushCounts()
    {
        if (_roomChanged && room.Now - _roomToldAt >= RoomUpdateInterval)
        {
            RoomChanged();
        }
    }

    private static ParticipantInfo Departed(Participant participant, DisconnectReason reason)
    {
        participant.State = ParticipantInfo.Types.State.Disconnected;
        participant.CountChange();
        var info = participant.ToInfo();
        info.Tracks.Clear();
        info.DataTracks.Clear();
        info.DisconnectReason = reason;
        return info;
    }

    private void TellAll(SignalResponse update)
    {
        foreach (var p in room.Participants.Values)
        {
            p.Send(update);
        }
    }

    private void TellOthers(Participant about, SignalResponse update)
    {
        if (about.IsHidden)
        {
            return;
        }

        foreach (var other in room.Others(about))
        {
            other.Send(update);
        }
    }

    private SignalResponse RoomUpdate() => new() { RoomUpdate = new() { Room = room.ToInfo() } };

    private static SignalResponse Update(IEnumerable<ParticipantInfo> infos)
    {
        var update = new ParticipantUpdate();
        update.Participants.AddRange(infos);
        return new() { Update = update };
    }
}
