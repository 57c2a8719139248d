using Microsoft.Extensions.Logging;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Webhooks;

/// <summary>
/// What one receiver is still to be told. The events of one room are sent one after the other, those of different rooms side by side.
/// Who adds to it never waits: what a stuck receiver does not take is forgotten, and counted in the next event of the room. Any thread.
/// </summary>
internal sealed class WebhookQueue(Uri url, WebhookSender sender, TimeProvider time, ILogger log, CancellationToken stop)
{
    /// <summary>The most events that wait in one room.</summary>
    public const int LongestLane = 256;

    /// <summary>The most events that wait in all.</summary>
    public const int Capacity = 4096;

    /// <summary>Rooms that are sent of at once.</summary>
    private const int MaxAtOnce = 16;

    /// <summary>What has waited longer for its turn is of no use any more.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>The pauses before the second attempt, the third and so on; after them it is given up.</summary>
    public static readonly IReadOnlyList<TimeSpan> Pauses = [.. new[] { 1, 2, 4, 8 }.Select(s => TimeSpan.FromSeconds(s))];

    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _slots = new(MaxAtOnce);
    private readonly Lock _lock = new();
    private int _waiting;
    private TaskCompletionSource? _idle;

    /// <summary>Queues an event behind the others of its room.</summary>
    public void Add(string room, WebhookEvent happened)
    {
        lock (_lock)
        {
            if (!_lanes.TryGetValue(room, out var lane))
            {
                _lanes[room] = lane = new();
                _ = Task.Run(() => DrainLaneAsync(room, lane));
            }

            if (lane.Events.Count >= LongestLane || _waiting >= Capacity)
            {
                lane.Dropped++;
                return;
            }

            lane.Events.Enqueue((happened, time.GetUtcNow()));
            _waiting++;
        }
    }

    /// <summary>Completes when nothing waits any more.</summary>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            return _lanes.Count == 0 ? Task.CompletedTask : (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private async Task DrainLaneAsync(string room, Lane lane)
    {
        try
        {
            await _slots.WaitAsync(stop);
            while (TryTake(room, lane, out var happened))
            {
                if (await DeliverAsync(happened))
                {
                    continue;
                }

                lock (_lock)
                {
                    lane.Dropped += 1 + happened.NumDropped;
                }
            }

            _slots.Release();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nothing is sent any more.
        }
    }

    // False when the lane is empty; it is forgotten then.
    private bool TryTake(string room, Lane lane, out WebhookEvent happened)
    {
        lock (_lock)
        {
            while (lane.Events.TryDequeue(out var next))
            {
                _waiting--;
                if (time.GetUtcNow() - next.At > LongestWait)
                {
                    lane.Dropped++;
                    continue;
                }

                // Every receiver has a count of its own.
                happened = next.Event.Clone();
                happened.NumDropped = lane.Dropped;
                lane.Dropped = 0;
                return true;
            }

            _lanes.Remove(room);
            if (lane.Dropped > 0)
            {
                log.WebhooksDropped(url.Host, lane.Dropped);
            }

            if (_lanes.Count == 0)
            {
                _idle?.SetResult();
                _idle = null;
            }

            happened = new();
            return false;
        }
    }

    private async Task<bool> DeliverAsync(WebhookEvent happened)
    {
        for (var attempt = 0; ; attempt++)
        {
            stop.ThrowIfCancellationRequested();
            if (await sender.SendAsync(url, happened) is not { } failure)
            {
                return true;
            }

            log.WebhookFailed(url.Host, happened.Event, attempt + 1, failure);
            if (attempt == Pauses.Count)
            {
                return false;
            }

            await Task.Delay(Pauses[attempt], time, stop);
        }
    }

    private sealed class Lane
    {
        public Queue<(WebhookEvent Event, DateTimeOffset At)> Events { get; } = new();

        public int Dropped { get; set; }
    }
}
