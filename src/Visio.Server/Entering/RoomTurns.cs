namespace Visio.Server.Entering;

/// <summary>Lets one after the other do something with a room. Any thread.</summary>
internal sealed class RoomTurns
{
    /// <summary>Rooms share a few queues: two that share one wait for each other now and then, and nothing has to be cleaned up.</summary>
    private readonly SemaphoreSlim[] _queues = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the turn, which ends when the result is disposed.</summary>
    public async Task<IDisposable> TakeAsync(Guid room, CancellationToken cancellationToken)
    {
        var queue = _queues[(uint)room.GetHashCode() % (uint)_queues.Length];
        await queue.WaitAsync(cancellationToken);
        return new Turn(queue);
    }

    private sealed class Turn(SemaphoreSlim queue) : IDisposable
    {
        public void Dispose() => queue.Release();
    }
}
