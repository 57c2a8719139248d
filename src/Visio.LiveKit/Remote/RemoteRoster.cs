using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;

namespace Visio.LiveKit.Remote;

/// <summary>
/// Who is where on a LiveKit server elsewhere, folded together from its webhooks, which may be lost, repeated and out of order, and from
/// listings, which are right but late. A session is known by its SID: what has ended does not begin again. Any thread; listeners are
/// told in order, under the lock.
/// </summary>
internal sealed class RemoteRoster(TimeProvider time)
{
    /// <summary>What a listing does not have is over, unless it began as shortly before as this: servers write their lists beside.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Longer than webhooks can be sent again: their signatures are good for five minutes.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan ForgetInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, OpenRoom> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _ended = new(StringComparer.Ordinal);
    private readonly List<Action<LiveEvent>> _listeners = [];
    private DateTimeOffset _forgotAt = time.GetUtcNow();

    public IDisposable Subscribe(Action<LiveEvent> listener)
    {
        lock (_lock)
        {
            _listeners.Add(listener);
        }

        return new Subscription(this, listener);
    }

    public IReadOnlyList<string> Rooms()
    {
        lock (_lock)
        {
            return [.. _rooms.Keys];
        }
    }

    public bool IsOpen(string room)
    {
        lock (_lock)
        {
            return _rooms.GetValueOrDefault(room) is { IsTold: true };
        }
    }

    public int Count(string room)
    {
        lock (_lock)
        {
            return _rooms.GetValueOrDefault(room)?.Present.Count ?? 0;
        }
    }

    /// <summary>What was going on when this process last looked; the next listing says what of it still does.</summary>
    public void Expect(string room, IEnumerable<string> identities)
    {
        lock (_lock)
        {
            var expected = _rooms[room] = new OpenRoom();
            foreach (var identity in identities)
            {
                expected.Present[identity] = new("", DateTimeOffset.MinValue, Unknown(identity));
            }
        }
    }

    /// <summary>Follows a webhook.</summary>
    public void Follow(WebhookEvent happened)
    {
        lock (_lock)
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(happened.CreatedAt);
            Forget(time.GetUtcNow());
            switch (happened.Event)
            {
                case "room_started":
                    Open(happened.Room);
                    break;
                case "room_finished":
                    Finish(happened.Room.Name, happened.Room.Sid, at);
                    break;
                case "participant_joined" when happened.Participant is { } joined && Open(happened.Room) is { } room:
                    Join(happened.Room.Name, room, joined);
                    break;
                case "participant_left" or "participant_connection_aborted" when happened.Participant is { } left && Open(happened.Room) is { } room:
                    Leave(happened.Room.Name, room, left, at);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>A room was opened by us.</summary>
    public void Opened(Protocol.Room room)
    {
        lock (_lock)
        {
            Open(room);
        }
    }

    /// <summary>The SID of a room; empty where none is known.</summary>
    public string Sid(string name)
    {
        lock (_lock)
        {
            return _rooms.GetValueOrDefault(name)?.Sid ?? "";
        }
    }

    /// <summary>A room was closed by us; one that has followed it under the same name goes on.</summary>
    public void Closed(string name, string sid)
    {
        lock (_lock)
        {
            Finish(name, sid, time.GetUtcNow());
        }
    }

    /// <summary>Somebody was taken out by us.</summary>
    public void Removed(string name, ParticipantInfo participant)
    {
        lock (_lock)
        {
            if (_rooms.TryGetValue(name, out var room))
            {
                var gone = participant.Clone();
                gone.DisconnectReason = DisconnectReason.ParticipantRemoved;
                Leave(name, room, gone, time.GetUtcNow());
            }
        }
    }

    /// <summary>Every room there was, asked for at <paramref name="asked"/>.</summary>
    public void Listed(IReadOnlyCollection<Protocol.Room> rooms, DateTimeOffset asked)
    {
        lock (_lock)
        {
            var names = rooms.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var (name, _) in _rooms.Where(r => !names.Contains(r.Key) && r.Value.SeenAt <= asked - Grace).ToList())
            {
                End(name, time.GetUtcNow());
            }

            foreach (var room in rooms)
            {
                Open(room);
            }
        }
    }

    /// <summary>Everybody who was in a room, asked for at <paramref name="asked"/>.</summary>
    public void Listed(string name, IReadOnlyCollection<ParticipantInfo> participants, DateTimeOffset asked)
    {
        lock (_lock)
        {
            if (!_rooms.TryGetValue(name, out var room))
            {
                return;
            }

            room.ListedAt = asked;
            var there = participants.Where(p => p.State != ParticipantInfo.Types.State.Disconnected).ToList();
            foreach (var participant in there)
            {
                Join(name, room, participant);
            }

            var identities = there.Select(p => p.Identity).ToHashSet(StringComparer.Ordinal);
            foreach (var (identity, session) in room.Present.Where(p => !identities.Contains(p.Key) && p.Value.SeenAt <= asked - Grace).ToList())
            {
                // Not remembered as ended: a server that was late with its list has it in the next.
                room.Present.Remove(identity);
                Tell(new(LiveEventKind.ParticipantLeft, name, time.GetUtcNow(), session.Participant, LiveDeparture.Lost));
            }
        }
    }

    /// <summary>Whether the people in a room are to be listed: the numbers do not fit, or the last listing is older than <paramref name="age"/>.</summary>
    public bool IsInDoubt(Protocol.Room listed, DateTimeOffset now, TimeSpan age)
    {
        lock (_lock)
        {
            return !_rooms.TryGetValue(listed.Name, out var room)
                || now - room.ListedAt >= age
                || room.Present.Count != listed.NumParticipants;
        }
    }

    private static LiveParticipant Unknown(string identity) => new()
    {
        Identity = identity,
        Name = "",
        Kind = "standard",
        IsHidden = false,
        JoinedAt = DateTimeOffset.UnixEpoch,
        Attributes = new Dictionary<string, string>(StringComparer.Ordinal),
        Rights = new(),
        Tracks = [],
    };

    private static DateTimeOffset CreatedAt(Protocol.Room room) => room.CreationTimeMs > 0
        ? DateTimeOffset.FromUnixTimeMilliseconds(room.CreationTimeMs)
        : DateTimeOffset.FromUnixTimeSeconds(room.CreationTime);

    /// <summary>The room, opened where it was not known; null for one that has ended, or was followed by another.</summary>
    private OpenRoom? Open(Protocol.Room info)
    {
        if (_ended.ContainsKey(info.Sid))
        {
            return null;
        }

        if (_rooms.TryGetValue(info.Name, out var room) && room.Sid.Length > 0 && room.Sid != info.Sid)
        {
            // Webhooks of tracks and of older servers have no time in them; a room that follows another says when it began.
            if (info.CreationTime == 0 || CreatedAt(info) < room.CreatedAt)
            {
                return null;
            }

            Finish(info.Name, room.Sid, time.GetUtcNow());
            room = null;
        }

        if (room is null)
        {
            _rooms[info.Name] = room = new OpenRoom();
        }

        room.SeenAt = time.GetUtcNow();
        room.Sid = info.Sid;
        room.CreatedAt = info.CreationTime > 0 ? CreatedAt(info) : room.CreatedAt;
        if (!room.IsTold)
        {
            room.IsTold = true;
            Tell(new(LiveEventKind.RoomStarted, info.Name, info.CreationTime > 0 ? CreatedAt(info) : room.SeenAt, Metadata: info.Metadata));
        }

        return room;
    }

    /// <summary>A room has ended for good.</summary>
    private void Finish(string name, string sid, DateTimeOffset at)
    {
        if (sid.Length > 0)
        {
            _ended.TryAdd(sid, time.GetUtcNow());
        }

        if (_rooms.TryGetValue(name, out var room) && (room.Sid == sid || room.Sid.Length == 0))
        {
            foreach (var session in room.Present.Values.Where(p => p.Sid.Length > 0))
            {
                _ended.TryAdd(session.Sid, time.GetUtcNow());
            }

            End(name, at);
        }
    }

    private void End(string name, DateTimeOffset at)
    {
        if (_rooms.Remove(name, out var room))
        {
            foreach (var session in room.Present.Values)
            {
                Tell(new(LiveEventKind.ParticipantLeft, name, at, session.Participant, LiveDeparture.RoomClosed));
            }

            Tell(new(LiveEventKind.RoomFinished, name, at));
        }
    }

    private void Join(string name, OpenRoom room, ParticipantInfo info)
    {
        if (_ended.ContainsKey(info.Sid))
        {
            return;
        }

        var participant = LiveViews.Of(info);
        if (room.Present.TryGetValue(info.Identity, out var before))
        {
            if (before.Sid == info.Sid)
            {
                room.Present[info.Identity] = before with { SeenAt = time.GetUtcNow(), Participant = participant };
                return;
            }

            if (before.Sid.Length > 0)
            {
                if (participant.JoinedAt < before.Participant.JoinedAt)
                {
                    return;
                }

                _ended.TryAdd(before.Sid, time.GetUtcNow());
                Tell(new(LiveEventKind.ParticipantLeft, name, participant.JoinedAt, before.Participant, LiveDeparture.Replaced));
            }
        }

        room.Present[info.Identity] = new(info.Sid, time.GetUtcNow(), participant);
        Tell(new(LiveEventKind.ParticipantJoined, name, participant.JoinedAt, participant));
    }

    private void Leave(string name, OpenRoom room, ParticipantInfo info, DateTimeOffset at)
    {
        if (!_ended.TryAdd(info.Sid, time.GetUtcNow()))
        {
            return;
        }

        var participant = LiveViews.Of(info);
        if (room.Present.TryGetValue(info.Identity, out var present) && present.Sid.Length > 0 && present.Sid != info.Sid)
        {
            // An earlier session of somebody who is back.
            return;
        }

        if (!room.Present.Remove(info.Identity))
        {
            // The news that it came is late, or lost: it was there all the same.
            Tell(new(LiveEventKind.ParticipantJoined, name, participant.JoinedAt, participant));
        }

        // Webhooks know seconds only: nobody leaves before they came.
        var left = at > participant.JoinedAt ? at : participant.JoinedAt;
        Tell(new(LiveEventKind.ParticipantLeft, name, left, participant, LiveViews.Departure(info.DisconnectReason)));
    }

    private void Forget(DateTimeOffset now)
    {
        if (now - _forgotAt < ForgetInterval)
        {
            return;
        }

        _forgotAt = now;
        foreach (var (sid, since) in _ended)
        {
            if (since < now - Remembered)
            {
                _ended.Remove(sid);
            }
        }
    }

    private void Tell(LiveEvent happened)
    {
        foreach (var listener in _listeners)
        {
            listener(happened);
        }
    }

    private sealed class OpenRoom
    {
        public string Sid { get; set; } = "";

        public DateTimeOffset CreatedAt { get; set; }

        public DateTimeOffset SeenAt { get; set; } = DateTimeOffset.MinValue;

        public DateTimeOffset ListedAt { get; set; } = DateTimeOffset.MinValue;

        /// <summary>False while it is only expected to go on.</summary>
        public bool IsTold { get; set; }

        public Dictionary<string, Session> Present { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>Somebody's presence; one that is only expected has no SID.</summary>
    private sealed record Session(string Sid, DateTimeOffset SeenAt, LiveParticipant Participant);

    private sealed class Subscription(RemoteRoster roster, Action<LiveEvent> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (roster._lock)
            {
                roster._listeners.Remove(listener);
            }
        }
    }
}
