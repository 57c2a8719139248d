using System.Collections.Concurrent;
using System.Globalization;
using Visio.LiveKit;
using Visio.Server.Rooms;

namespace Visio.Server.Meetings;

/// <summary>
/// Who is in which room at this moment, and what a meeting remembers only while it lasts: who is spotlighted and whose hand is up.
/// It follows the media server without a database. Any thread.
/// </summary>
internal sealed class LiveRoster(TimeProvider time)
{
    /// <summary>How long somebody who was let in is counted before the media server has taken them in.</summary>
    private static readonly TimeSpan Expected = TimeSpan.FromSeconds(15);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly ConcurrentDictionary<string, LiveRoom> _rooms = new(StringComparer.Ordinal);

    /// <summary>Whether an identity is one of ours: what follows is looked up in the database.</summary>
    public static bool IsAdmission(string identity) => identity.StartsWith("p_", StringComparison.Ordinal);

    /// <summary>The rooms that are open at the media server, as far as they are ours.</summary>
    public IReadOnlyList<Guid> Rooms() => [.. _rooms.Where(r => r.Value.IsOpen).Select(r => Guid.ParseExact(r.Key, "N"))];

    /// <summary>Follows the media server; on the loop of the room.</summary>
    public void Observe(LiveEvent happened)
    {
        if (!Guid.TryParseExact(happened.Room, "N", out _))
        {
            return;
        }

        var room = _rooms.GetOrAdd(happened.Room, _ => new());
        lock (room)
        {
            switch (happened.Kind)
            {
                case LiveEventKind.RoomStarted:
                    room.IsOpen = true;
                    room.Spotlight = happened.Metadata is { Length: > 0 } metadata ? LiveDescription.SpotlightOf(metadata) : room.Spotlight;
                    break;
                case LiveEventKind.RoomFinished:
                    _rooms.TryRemove(happened.Room, out _);
                    break;
                case LiveEventKind.ParticipantJoined when IsAdmission(happened.Participant!.Identity):
                    room.Present.TryAdd(happened.Participant.Identity, happened.At);
                    room.Expected.Remove(happened.Participant.Identity);
                    Remember(room, happened);
                    break;
                case LiveEventKind.ParticipantLeft:
                    Left(room, happened.Participant!.Identity, happened.Departure!.Value);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Keeps a place for somebody who is about to join; false when the room is full.</summary>
    /// <param name="media">The room's name at the media server.</param>
    /// <param name="identity">Who. Somebody who is in the room needs no place.</param>
    /// <param name="capacity">How many may be in the room; null where that does not bind this person: the place is counted all the same.</param>
    /// <param name="now">The time.</param>
    public bool TryReserve(string media, string identity, int? capacity, DateTimeOffset now)
    {
        var room = _rooms.GetOrAdd(media, _ => new());
        lock (room)
        {
            foreach (var late in room.Expected.Where(e => e.Value <= now).Select(e => e.Key).ToList())
            {
                room.Expected.Remove(late);
            }

            if (room.Present.ContainsKey(identity))
            {
                return true;
            }

            room.Expected.Remove(identity);
            if (room.Present.Count + room.Expected.Count >= capacity)
            {
                return false;
            }

            room.Expected[identity] = now + Expected;
            return true;
        }
    }

    /// <summary>Forgets rooms that were expected to open and have not.</summary>
    public void Prune(DateTimeOffset now)
    {
        foreach (var (media, room) in _rooms)
        {
            lock (room)
            {
                if (!room.IsOpen && room.Expected.Values.All(until => until <= now))
                {
                    _rooms.TryRemove(media, out _);
                }
            }
        }
    }

    public bool IsPresent(string media, string identity) => Read(media, false, room => room.Present.ContainsKey(identity));

    /// <summary>Whether at least as many as <paramref name="capacity"/> came before somebody and are still there.</summary>
    public bool IsBeyond(string media, string identity, int capacity) => Read(media, false, room => room.Present.IndexOf(identity) >= capacity);

    /// <summary>Those whom everybody is to see large, the first first.</summary>
    public IReadOnlyList<string> Spotlight(string media) => Read<IReadOnlyList<string>>(media, [], room => room.Spotlight);

    public void SetSpotlight(string media, IReadOnlyList<string> identities) => Read(media, false, room =>
    {
        room.Spotlight = identities;
        return true;
    });

    /// <summary>When somebody's hand went up, in milliseconds since the epoch; null while it is down.</summary>
    public long? Hand(string media, string identity) =>
        Read(media, null, room => room.Hands.TryGetValue(identity, out var since) ? (long?)since : null);

    /// <summary>Puts a hand up, where it is not up already.</summary>
    /// <returns>Since when it is up.</returns>
    public long Raise(string media, string identity, long now) => Read(media, now, room =>
    {
        room.Hands.TryAdd(identity, now);
        return room.Hands[identity];
    });

    public void Lower(string media, string identity) => Read(media, false, room => room.Hands.Remove(identity));

    // A hand that was up before this process began is still up: the media server has outlived it. What a later token says of a hand is old.
    private void Remember(LiveRoom room, LiveEvent happened)
    {
        var participant = happened.Participant!;
        if (happened.At < _startedAt
            && participant.Attributes.TryGetValue(ParticipantAttributes.Hand, out var since)
            && long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var ms))
        {
            room.Hands.TryAdd(participant.Identity, ms);
        }
    }

    // Who is lost may come back in a moment, with the hand still up; who left or was taken out begins anew.
    private static void Left(LiveRoom room, string identity, LiveDeparture why)
    {
        room.Present.Remove(identity);
        if (why is not (LiveDeparture.Lost or LiveDeparture.Replaced))
        {
            room.Hands.Remove(identity);
        }
    }

    private T Read<T>(string media, T absent, Func<LiveRoom, T> read)
    {
        if (!_rooms.TryGetValue(media, out var room))
        {
            return absent;
        }

        lock (room)
        {
            return read(room);
        }
    }

    private sealed class LiveRoom
    {
        public bool IsOpen { get; set; }

        /// <summary>In the order in which they came, with when that was.</summary>
        public OrderedDictionary<string, DateTimeOffset> Present { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, DateTimeOffset> Expected { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, long> Hands { get; } = new(StringComparer.Ordinal);

        public IReadOnlyList<string> Spotlight { get; set; } = [];
    }
}
