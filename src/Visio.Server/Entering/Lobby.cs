using System.Buffers.Text;
using System.Security.Cryptography;
using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>
/// Those who wait for one room. In memory only: after a restart, clients ask again. Safe from any thread; nothing is awaited under
/// its lock.
/// </summary>
internal sealed class Lobby(Guid roomId)
{
    private const int MaxTabs = 8;
    private const int MessagesKept = 10;

    /// <summary>A poll counts as a connection for as long.</summary>
    private static readonly TimeSpan PollCounts = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LobbyPlace> _places = new(StringComparer.Ordinal);
    private long _lastNumber;
    private int _lastMessage;
    private int _waiting;
    private int _toldWaiting;
    private bool? _hostPresent;
    private DateTimeOffset _toldAt;
    private bool _retired;

    public Guid RoomId { get; } = roomId;

    /// <summary>How many wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Takes a place, or keeps the one that the person has. Null where this lobby is retired: another takes its place.</summary>
    public LobbyEntry? Enter(Entrant entrant, string? email, DateTimeOffset now, int places)
    {
        lock (_lock)
        {
            if (_retired)
            {
                return null;
            }

            if (_places.TryGetValue(entrant.Key, out var place))
            {
                if (place.IsWaiting)
                {
                    (place.Entrant, place.Email, place.LastSeen) = (entrant, email, now);
                    return new LobbyEntry(place.Id, IsNew: false);
                }

                if (place.Denial is not null && now < place.MayAskAgain)
                {
                    return new LobbyEntry(null, IsNew: false, place.MayAskAgain - now);
                }

                _places.Remove(entrant.Key);
            }

            if (_waiting >= places)
            {
                return new LobbyEntry(null, IsNew: false);
            }

            place = new()
            {
                Id = "w_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12)),
                Number = ++_lastNumber,
                Entrant = entrant,
                Email = email,
                Since = now,
                LastSeen = now,
            };
            _places[entrant.Key] = place;
            _waiting++;
            return new LobbyEntry(place.Id, IsNew: true);
        }
    }

    /// <summary>Opens a stream for somebody who waits or was answered while away; null where there is nothing to wait for.</summary>
    /// <param name="key">The person: <see cref="Entrant.Key"/>.</param>
    /// <param name="lastMessage">The number of the last message that the tab has.</param>
    public LobbyLine? Attach(string key, int lastMessage)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(key, out var place) || place.Lines.Count >= MaxTabs)
            {
                return null;
            }

            var line = new LobbyLine(place, lastMessage) { Denial = place.Denial };
            if (place.Admissions is { } admissions)
            {
                if (!admissions.TryDequeue(out var admission))
                {
                    return null;
                }

                line.Admission = admission;
            }

            place.Lines.Add(line);
            line.News.Ring();
            return line;
        }
    }

    /// <param name="line">The stream that has ended.</param>
    /// <param name="delivered">Whether its last word was written; a leave to enter that was not is kept for who comes back.</param>
    /// <param name="now">The time.</param>
    public void Detach(LobbyLine line, bool delivered, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!delivered && line.Admission is { } admission)
            {
                line.Place.Admissions?.Enqueue(admission);
            }

            line.Place.Lines.Remove(line);
            line.Place.LastSeen = now;
        }
    }

    /// <summary>Takes from a stream what is to be sent.</summary>
    public LobbyNews Collect(LobbyLine line)
    {
        lock (_lock)
        {
            var state = line.OwesState && _hostPresent is { } present ? new LobbyState(present, _waiting) : null;
            line.OwesState &= state is null;
            var messages = line.Place.Messages.Where(m => m.Number > line.LastMessage).ToList();
            if (messages.Count > 0)
            {
                line.LastMessage = messages[^1].Number;
            }

            var ping = line.OwesPing;
            line.OwesPing = false;
            return new(state, messages, line.Place.Room, line.Admission, line.Denial, line.Closed, ping);
        }
    }

    /// <summary>The answer to somebody who asks now and then instead of holding a stream; null where there is nothing to wait for.</summary>
    public LobbyNews? Poll(string key, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(key, out var place))
            {
                return null;
            }

            (place.LastSeen, place.LastPolled) = (now, now);
            Admission? admission = null;
            return place.Admissions?.TryDequeue(out admission) is false
                ? null
                : new(new(_hostPresent ?? false, _waiting), [.. place.Messages], place.Room, admission, place.Denial, Closed: false, Ping: false);
        }
    }

    /// <summary>Gives a place up: the person does not want to wait any more, or is let in on another way.</summary>
    /// <returns>The place, where somebody was waiting in it.</returns>
    public LobbyPlace? Leave(string key)
    {
        lock (_lock)
        {
            if (!_places.Remove(key, out var place))
            {
                return null;
            }

            CloseLines(place);
            if (!place.IsWaiting)
            {
                return null;
            }

            _waiting--;
            return place;
        }
    }

    /// <summary>Those who wait, in the order in which they came.</summary>
    /// <param name="discloseEmail">Whether the reader may see addresses.</param>
    /// <param name="after">The <see cref="LobbyPlace.Number"/> to begin after.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="now">The time.</param>
    public (IReadOnlyList<WaitingPerson> People, long? Next) List(bool discloseEmail, long after, int limit, DateTimeOffset now)
    {
        lock (_lock)
        {
            var page = _places.Values.Where(p => p.IsWaiting && p.Number > after).OrderBy(p => p.Number).Take(limit + 1).ToList();
            return (
                [.. page.Take(limit).Select(p => new WaitingPerson(
                    p.Id, p.Entrant.Name, p.Entrant.UserId is null, discloseEmail ? p.Email : null, p.Entrant.Kind, p.Since, IsConnected(p, now)))],
                page.Count > limit ? page[limit - 1].Number : null);
        }
    }

    /// <summary>Everybody who waits, to be decided about anew.</summary>
    public IReadOnlyList<LobbyPlace> Snapshot()
    {
        lock (_lock)
        {
            return [.. _places.Values.Where(p => p.IsWaiting).OrderBy(p => p.Number)];
        }
    }

    /// <summary>
    /// Takes those who wait aside to be let in, first come first; what somebody else has taken is left out. They go on waiting until
    /// <see cref="Admit"/>, or <see cref="PutBack"/> where that fails.
    /// </summary>
    /// <param name="which">Who; everybody, where it is null.</param>
    public IReadOnlyList<LobbyTaken> Take(Func<LobbyPlace, bool>? which)
    {
        lock (_lock)
        {
            var taken = _places.Values.Where(p => p is { IsWaiting: true, IsBeingAdmitted: false } && which?.Invoke(p) != false).OrderBy(p => p.Number).ToList();
            taken.ForEach(p => p.IsBeingAdmitted = true);
            return [.. taken.Select(p => new LobbyTaken(p, p.Entrant, Math.Max(1, p.Lines.Count)))];
        }
    }

    public void PutBack(IEnumerable<LobbyPlace> places)
    {
        lock (_lock)
        {
            foreach (var place in places)
            {
                place.IsBeingAdmitted = false;
            }
        }
    }

    /// <summary>Gives those who were taken aside their leaves to enter, which are in the database by now: one for each tab.</summary>
    public void Admit(Room room, IReadOnlyList<(LobbyPlace Place, IReadOnlyList<Admission> Admissions)> admitted)
    {
        lock (_lock)
        {
            foreach (var (place, admissions) in admitted)
            {
                if (!place.IsWaiting || _places.GetValueOrDefault(place.Entrant.Key) != place)
                {
                    // Gave up, or was turned away, in the meantime: asking again finds the admission.
                    continue;
                }

                _waiting--;
                (place.Room, place.Admissions) = (room, new(admissions));
                foreach (var line in place.Lines)
                {
                    line.Closed = !place.Admissions.TryDequeue(out var admission);
                    line.Admission = admission;
                    line.News.Ring();
                }
            }
        }
    }

    /// <summary>Turns people away who wait and are not being let in at this moment.</summary>
    /// <returns>Who was.</returns>
    public IReadOnlyList<LobbyPlace> Deny(Func<LobbyPlace, LobbyDenial?> which, DateTimeOffset mayAskAgain)
    {
        lock (_lock)
        {
            var denied = new List<LobbyPlace>();
            foreach (var place in _places.Values.Where(p => p is { IsWaiting: true, IsBeingAdmitted: false }))
            {
                if (which(place) is not { } denial)
                {
                    continue;
                }

                (place.Denial, place.MayAskAgain) = (denial, mayAskAgain);
                denied.Add(place);
                foreach (var line in place.Lines)
                {
                    line.Denial = denial;
                    line.News.Ring();
                }
            }

            _waiting -= denied.Count;
            return denied;
        }
    }

    /// <summary>Says something to those who wait.</summary>
    /// <returns>To how many.</returns>
    public int Say(Func<LobbyPlace, bool> which, string text, string? from, DateTimeOffset now)
    {
        lock (_lock)
        {
            var message = new LobbyMessage(++_lastMessage, text, from, now);
            var told = 0;
            foreach (var place in _places.Values.Where(p => p.IsWaiting && which(p)))
            {
                if (place.Messages.Count == MessagesKept)
                {
                    place.Messages.RemoveAt(0);
                }

                place.Messages.Add(message);
                place.Lines.ForEach(line => line.News.Ring());
                told++;
            }

            return told;
        }
    }

    /// <summary>
    /// Tells everybody the state where it changed: at once whether a host is there; how many wait, the more seldom the more there are,
    /// so that an arriving crowd is not told of each who arrives.
    /// </summary>
    /// <param name="hostPresent">Whether somebody is there who can let people in; null where that did not change.</param>
    /// <param name="now">The time.</param>
    public void Tell(bool? hostPresent, DateTimeOffset now)
    {
        lock (_lock)
        {
            var news = hostPresent is not null && hostPresent != _hostPresent;
            _hostPresent = hostPresent ?? _hostPresent;
            var pause = TimeSpan.FromSeconds(1) + TimeSpan.FromMilliseconds(5 * _waiting);
            if (!news && (_waiting == _toldWaiting || now - _toldAt < pause))
            {
                return;
            }

            (_toldWaiting, _toldAt) = (_waiting, now);
            foreach (var line in _places.Values.SelectMany(p => p.Lines))
            {
                line.OwesState = true;
                line.News.Ring();
            }
        }
    }

    public void Ping()
    {
        lock (_lock)
        {
            foreach (var line in _places.Values.SelectMany(p => p.Lines))
            {
                line.OwesPing = true;
                line.News.Ring();
            }
        }
    }

    /// <summary>Forgets those who have been away for too long.</summary>
    /// <returns>Those of them who were waiting.</returns>
    public IReadOnlyList<LobbyPlace> Sweep(DateTimeOffset now, TimeSpan kept)
    {
        lock (_lock)
        {
            var gone = _places.Where(p => p.Value is { Lines.Count: 0, IsBeingAdmitted: false } or { Lines.Count: 0, IsWaiting: false })
                .Where(p => p.Value.LastSeen + kept < now && p.Value.MayAskAgain < now).ToList();
            gone.ForEach(p => _places.Remove(p.Key));
            var waited = gone.Select(p => p.Value).Where(p => p.IsWaiting).ToList();
            _waiting -= waited.Count;
            return waited;
        }
    }

    /// <summary>Ends every stream: the server stops.</summary>
    public void Close()
    {
        lock (_lock)
        {
            foreach (var place in _places.Values)
            {
                CloseLines(place);
            }
        }
    }

    /// <summary>Where nobody has a place, closes this lobby for good.</summary>
    public bool TryRetire()
    {
        lock (_lock)
        {
            return _retired = _places.Count == 0;
        }
    }

    private static bool IsConnected(LobbyPlace place, DateTimeOffset now) => place.Lines.Count > 0 || place.LastPolled + PollCounts > now;

    private static void CloseLines(LobbyPlace place) => place.Lines.ForEach(line =>
    {
        line.Closed = true;
        line.News.Ring();
    });
}
