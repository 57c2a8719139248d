using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Visio.Server.Events;
using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>The lobbies in which somebody waits. Safe from any thread.</summary>
internal sealed class Lobbies(EventFeed feed, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Lobby> _lobbies = new();

    /// <summary>Called with the id of a room whenever those who wait for it change, on the thread that changes them.</summary>
    public event Action<Guid>? Changed;

    public IEnumerable<Lobby> All => _lobbies.Values;

    public Lobby? Find(Guid roomId) => _lobbies.GetValueOrDefault(roomId);

    public bool TryFind(Guid roomId, [NotNullWhen(true)] out Lobby? lobby) => _lobbies.TryGetValue(roomId, out lobby);

    /// <summary>Takes a place in the lobby of a room; see <see cref="Lobby.Enter"/>.</summary>
    public LobbyEntry Enter(Room room, Entrant entrant, string? email, int places)
    {
        while (true)
        {
            if (_lobbies.GetOrAdd(room.Id, id => new(id)).Enter(entrant, email, time.GetUtcNow(), places) is { } entry)
            {
                if (entry.IsNew)
                {
                    feed.Publish(new(
                        EventTypes.LobbyWaiting,
                        time.GetUtcNow(),
                        room.Id,
                        new LobbyEventData(room.Slug.Value, room.Title, entry.Id!, entrant.Name, entrant.UserId is null, null)));
                }

                Changed?.Invoke(room.Id);
                return entry;
            }
        }
    }

    /// <summary>Takes lobbies away in which nobody has a place.</summary>
    public void ForgetEmpty()
    {
        foreach (var lobby in _lobbies.Values.Where(lobby => lobby.TryRetire()))
        {
            _lobbies.TryRemove(new(lobby.RoomId, lobby));
        }
    }

    /// <summary>Tells that somebody does not wait any more.</summary>
    /// <param name="room">The room.</param>
    /// <param name="places">Who.</param>
    /// <param name="outcome">What became of them: <c>admitted</c>, <c>denied</c> or <c>left</c>.</param>
    public void Left(Room room, IEnumerable<LobbyPlace> places, string outcome)
    {
        var any = false;
        foreach (var place in places)
        {
            any = true;
            feed.Publish(new(
                EventTypes.LobbyLeft,
                time.GetUtcNow(),
                room.Id,
                new LobbyEventData(room.Slug.Value, room.Title, place.Id, place.Entrant.Name, place.Entrant.UserId is null, outcome)));
        }

        if (any)
        {
            Changed?.Invoke(room.Id);
        }
    }

    /// <summary>Tells those who follow a lobby that somebody in it connected or lost the connection.</summary>
    public void Touched(Guid roomId) => Changed?.Invoke(roomId);
}
