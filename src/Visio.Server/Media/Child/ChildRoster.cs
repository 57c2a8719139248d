using Visio.LiveKit;

namespace Visio.Server.Media.Child;

/// <summary>
/// Who is where in the media process, followed by its news. What was known of a media process that is gone, or by a web side that is gone, is
/// only expected: whoever comes back in time has never left. Any thread; listeners are told in order, under the lock.
/// </summary>
internal sealed class ChildRoster(TimeProvider time)
{
    /// <summary>How long people may take to come back after the media process has ended without a word.</summary>
    public static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, KnownRoom> _rooms = new(StringComparer.Ordinal);
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private readonly List<Action<LiveEvent>> _listeners = [];
    private string _instance = "";
    private bool _wasThere;

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

    public int Count(string room)
    {
        lock (_lock)
        {
            return _rooms.GetValueOrDefault(room)?.Present.Count ?? 0;
        }
    }

    /// <summary>What was going on when a web side last looked.</summary>
    public void Expect(IReadOnlyDictionary<string, IReadOnlyCollection<string>> lastKnown)
    {
        lock (_lock)
        {
            foreach (var (name, identities) in lastKnown)
            {
                var room = _rooms[name] = new() { Until = time.GetUtcNow() + ComeBack };
                foreach (var identity in identities)
                {
                    room.Present[identity] = new(Unknown(identity), IsSure: false);
                }
            }
        }
    }

    /// <summary>News begin: every room that there is, in the middle of what happens meanwhile.</summary>
    /// <param name="instance">Names the media process.</param>
    /// <param name="wasThere">Whether it has been there since before this web side; what it does not know any more is over.</param>
    public void Begin(string instance, bool wasThere)
    {
        lock (_lock)
        {
            if (instance != _instance)
            {
                foreach (var room in _rooms.Values)
                {
                    room.CreatedAt = null;
                    room.Until = time.GetUtcNow() + ComeBack;
                    foreach (var (identity, presence) in room.Present.ToList())
                    {
                        room.Present[identity] = presence with { IsSure = false };
                    }
                }
            }

            (_instance, _wasThere) = (instance, wasThere);
            _listed.Clear();
        }
    }

    public void Follow(LiveRoom seen)
    {
        lock (_lock)
        {
            var room = Open(seen.Name, seen.CreatedAt, seen.Metadata);
            foreach (var participant in seen.Participants)
            {
                Join(seen.Name, room, participant, participant.JoinedAt);
            }

            var there = seen.Participants.Select(p => p.Identity).ToHashSet(StringComparer.Ordinal);
            foreach (var (identity, presence) in room.Present.Where(p => !there.Contains(p.Key) && (p.Value.IsSure || _wasThere)).ToList())
            {
                Leave(seen.Name, room, presence.Participant, time.GetUtcNow(), LiveDeparture.Lost);
            }
        }
    }

    public void Follow(LiveEvent happened)
    {
        lock (_lock)
        {
            switch (happened.Kind)
            {
                case LiveEventKind.RoomStarted:
                    Open(happened.Room, happened.At, metadata: null);
                    break;
                case LiveEventKind.RoomFinished:
                    End(happened.Room, happened.At);
                    break;
                case LiveEventKind.ParticipantJoined when _rooms.TryGetValue(happened.Room, out var room):
                    Join(happened.Room, room, happened.Participant!, happened.At);
                    break;
                case LiveEventKind.ParticipantLeft when _rooms.TryGetValue(happened.Room, out var room):
                    Leave(happened.Room, room, happened.Participant!, happened.At, happened.Departure!.Value);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Every room has been told: what was not is over, unless people may still come back to it.</summary>
    public void Listed()
    {
        lock (_lock)
        {
            foreach (var name in _rooms.Where(r => !_listed.Contains(r.Key) && (_wasThere || r.Value.CreatedAt is not null)).Select(r => r.Key).ToList())
            {
                End(name, time.GetUtcNow());
            }
        }
    }

    /// <summary>Ends what nobody has come back to in time.</summary>
    public void Sweep()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            foreach (var (name, room) in _rooms.Where(r => r.Value.Until <= now).ToList())
            {
                if (room.CreatedAt is null)
                {
                    End(name, now);
                    continue;
                }

                room.Until = null;
                foreach (var presence in room.Present.Values.Where(p => !p.IsSure).ToList())
                {
                    Leave(name, room, presence.Participant, now, LiveDeparture.Lost);
                }
            }
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

    private KnownRoom Open(string name, DateTimeOffset createdAt, string? metadata)
    {
        _listed.Add(name);
        if (_rooms.TryGetValue(name, out var room) && room.CreatedAt is { } before && before != createdAt)
        {
            End(name, createdAt);
            room = null;
        }

        room ??= _rooms[name] = new();
        if (room.CreatedAt is null)
        {
            room.CreatedAt = createdAt;
            Tell(new(LiveEventKind.RoomStarted, name, createdAt, Metadata: metadata));
        }

        return room;
    }

    private void End(string name, DateTimeOffset at)
    {
        if (_rooms.Remove(name, out var room))
        {
            foreach (var presence in room.Present.Values)
            {
                Tell(new(LiveEventKind.ParticipantLeft, name, at, presence.Participant, LiveDeparture.RoomClosed));
            }

            Tell(new(LiveEventKind.RoomFinished, name, at));
        }
    }

    private void Join(string name, KnownRoom room, LiveParticipant participant, DateTimeOffset at)
    {
        if (room.Present.TryGetValue(participant.Identity, out var before) && before.IsSure)
        {
            if (before.Participant.JoinedAt == participant.JoinedAt)
            {
                return;
            }

            Tell(new(LiveEventKind.ParticipantLeft, name, at, before.Participant, LiveDeparture.Replaced));
        }

        room.Present[participant.Identity] = new(participant, IsSure: true);
        Tell(new(LiveEventKind.ParticipantJoined, name, at, participant));
    }

    /// <summary>The end of an earlier session of somebody who is back changes nothing.</summary>
    private void Leave(string name, KnownRoom room, LiveParticipant participant, DateTimeOffset at, LiveDeparture why)
    {
        if (room.Present.TryGetValue(participant.Identity, out var present) && (!present.IsSure || present.Participant.JoinedAt == participant.JoinedAt))
        {
            room.Present.Remove(participant.Identity);
            Tell(new(LiveEventKind.ParticipantLeft, name, at, participant, why));
        }
    }

    private void Tell(LiveEvent happened)
    {
        foreach (var listener in _listeners)
        {
            listener(happened);
        }
    }

    private sealed class KnownRoom
    {
        /// <summary>Null while it is only expected to go on.</summary>
        public DateTimeOffset? CreatedAt { get; set; }

        /// <summary>When nobody is expected to come back any more.</summary>
        public DateTimeOffset? Until { get; set; }

        public OrderedDictionary<string, Presence> Present { get; } = new(StringComparer.Ordinal);
    }

    /// <param name="Participant">As it was when it came.</param>
    /// <param name="IsSure">False while somebody is only expected to be there, or back.</param>
    private sealed record Presence(LiveParticipant Participant, bool IsSure);

    private sealed class Subscription(ChildRoster roster, Action<LiveEvent> listener) : IDisposable
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
