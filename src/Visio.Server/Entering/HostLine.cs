using Visio.Server.Accounts;

namespace Visio.Server.Entering;

/// <summary>
/// The open stream of somebody who may have rooms to look after. It keeps the last state of each room that is still to be sent, so that
/// a slow reader costs no more than a fast one. Any thread.
/// </summary>
internal sealed class HostLine(Caller caller)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Event, Guid Room), byte[]> _owed = [];
    private readonly HashSet<Guid> _told = [];
    private bool _owesPing;
    private bool _closed;

    /// <summary>Rings whenever there is something to say.</summary>
    public Doorbell News { get; } = new();

    public Caller Caller { get; } = caller;

    /// <summary>As <see cref="Entrant.Key"/>.</summary>
    public string Key { get; } = caller.UserId is { } user ? $"user {user}" : $"guest {caller.GuestKey}";

    /// <summary>Says who waits for a room, where anybody does, or did when this was said last.</summary>
    public void OfferLobby(Guid room, byte[] state, bool isEmpty)
    {
        lock (_lock)
        {
            if (isEmpty && !_told.Remove(room))
            {
                return;
            }

            if (!isEmpty)
            {
                _told.Add(room);
            }

            _owed[("lobby", room)] = state;
            News.Ring();
        }
    }

    public void OfferMeeting(Guid room, byte[] state)
    {
        lock (_lock)
        {
            _owed[("meeting", room)] = state;
            News.Ring();
        }
    }

    /// <summary>Whether this line was told that somebody waits for the room.</summary>
    public bool WasTold(Guid room)
    {
        lock (_lock)
        {
            return _told.Contains(room);
        }
    }

    public void Ping()
    {
        lock (_lock)
        {
            _owesPing = true;
            News.Ring();
        }
    }

    /// <summary>Ends the stream.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            News.Ring();
        }
    }

    /// <summary>Takes what is to be sent.</summary>
    public (IReadOnlyList<(string Event, byte[] Data)> Events, bool Ping, bool Closed) Collect()
    {
        lock (_lock)
        {
            var owed = _owed.Select(o => (o.Key.Event, o.Value)).ToList();
            var ping = _owesPing;
            _owed.Clear();
            _owesPing = false;
            return (owed, ping, _closed);
        }
    }
}
