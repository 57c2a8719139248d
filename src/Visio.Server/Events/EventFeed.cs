using System.Collections.Immutable;

namespace Visio.Server.Events;

/// <summary>Carries events from the features that publish them to those that listen. Any thread.</summary>
internal sealed class EventFeed
{
    private ImmutableArray<Action<ProductEvent>> _listeners = [];

    /// <summary>Calls <paramref name="listener"/> for every event from now on, on the publisher's thread: it must neither block nor throw.</summary>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(Action<ProductEvent> listener)
    {
        ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Add(listener));
        return new Subscription(this, listener);
    }

    public void Publish(ProductEvent happened)
    {
        foreach (var listener in _listeners)
        {
            listener(happened);
        }
    }

    private sealed class Subscription(EventFeed feed, Action<ProductEvent> listener) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref feed._listeners, listeners => listeners.Remove(listener));
    }
}
