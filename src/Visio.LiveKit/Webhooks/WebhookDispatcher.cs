using Microsoft.Extensions.Logging;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;

namespace Visio.LiveKit.Webhooks;

/// <summary>Tells every receiver what happens in the rooms. Called on the rooms' loops, which it never holds up.</summary>
internal sealed class WebhookDispatcher : IDisposable
{
    private readonly WebhookQueue[] _queues;
    private readonly WebhookSender _sender;
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;

    public WebhookDispatcher(LiveKitOptions options, TimeProvider time, ILogger log, HttpMessageHandler? handler = null)
    {
        var key = options.Webhooks.ApiKey ?? options.Keys.First().Key;
        _time = time;
        _sender = new(handler ?? WebhookSender.OrdinaryHandler(), key, options.Keys[key], time);
        _queues = [.. options.Webhooks.Urls.Select(url => new WebhookQueue(url, _sender, time, log, _stop.Token))];
    }

    /// <summary>Whether there is anybody to tell.</summary>
    public bool IsOn => _queues.Length > 0;

    /// <summary>Queues an event of a room; it gets its id and its time.</summary>
    public void Add(WebhookEvent happened)
    {
        happened.Id = Sid.Event();
        happened.CreatedAt = _time.GetUtcNow().ToUnixTimeSeconds();
        foreach (var queue in _queues)
        {
            queue.Add(happened.Room.Name, happened);
        }
    }

    /// <summary>Completes when everything has been sent or given up.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_queues.Select(q => q.FlushAsync())).WaitAsync(cancellationToken);

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _sender.Dispose();
    }
}
