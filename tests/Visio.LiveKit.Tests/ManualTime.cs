namespace Visio.LiveKit.Tests;

/// <summary>Time that stands still until a test lets it pass; its timers go off then, in order.</summary>
internal sealed class ManualTime : TimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Found)> _awaited = [];
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Waits until somebody waits for so long, then lets that time pass.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        Task found;
        lock (_lock)
        {
            var awaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            found = awaited.Task;
            if (_timers.Exists(t => t.Wait == wait))
            {
                awaited.SetResult();
            }
            else
            {
                _awaited.Add((wait, awaited));
            }
        }

        await found.WaitAsync(Patience);
        Advance(wait);
    }

    public void Advance(TimeSpan by)
    {
        List<ManualTimer> due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(t => t.At <= _now).OrderBy(t => t.At)];
            due.ForEach(t => _timers.Remove(t));
        }

        due.ForEach(t => t.Run());
    }

    private sealed class ManualTimer(ManualTime time, Action run) : ITimer
    {
        public DateTimeOffset At { get; private set; }

        public TimeSpan Wait { get; private set; }

        public void Run() => run();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            lock (time._lock)
            {
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    (At, Wait) = (time._now + dueTime, dueTime);
                    time._timers.Add(this);
                    time._awaited.FindAll(a => a.Due == dueTime).ForEach(a => a.Found.TrySetResult());
                    time._awaited.RemoveAll(a => a.Due == dueTime);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
