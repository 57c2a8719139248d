using System.Collections.Immutable;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>Tells the host what happens in the rooms. Any thread; listeners are called on the loop of the room it happens in.</summary>
internal sealed class LiveEvents
{
    private ImmutableArray<Action<LiveEvent>> _listeners = [];

    public IDisposable Subscribe(Action<LiveEvent> listener)
    {
        ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Add(listener));
        return new Subscription(this, listener);
    }

    public void RoomStarted(RoomState room) => Tell(new(LiveEventKind.RoomStarted, room.Name, room.CreatedAt));

    public void RoomFinished(RoomState room) => Tell(new(LiveEventKind.RoomFinished, room.Name, room.Now));

    public void Joined(RoomState room, Participant participant) =>
        Tell(new(LiveEventKind.ParticipantJoined, room.Name, room.Now, LiveViews.Of(participant)));

    public void Left(RoomState room, Participant participant, DisconnectReason reason) =>
        Tell(new(LiveEventKind.ParticipantLeft, room.Name, room.Now, LiveViews.Of(participant), LiveViews.Departure(reason)));

    private void Tell(LiveEvent happened)
    {
        foreach (var listener in _listeners)
        {
            listener(happened);
        }
    }

    private sealed class Subscription(LiveEvents events, Action<LiveEvent> listener) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref events._listeners, listeners => listeners.Remove(listener));
    }
}
