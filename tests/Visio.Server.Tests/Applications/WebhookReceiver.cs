using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Visio.Server.Tests.Applications;

/// <summary>Somebody's server that is told what happens: it keeps what it gets, and answers as it is told.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();

    private WebhookReceiver(WebApplication app) => _app = app;

    public sealed record Received(IHeaderDictionary Headers, string Body, string Path)
    {
        public string Id => Headers["webhook-id"].ToString();
    }

    /// <summary>The status that it answers with, in this order; 204 when there are no more. 0 means never.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    public string? Location { get; set; }

    public int InFlight { get; private set; }

    public int MostInFlight { get; private set; }

    public Uri Address { get; private set; } = null!;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.Run(receiver.ReceiveAsync);
        await app.StartAsync();
        receiver.Address = new Uri(app.Urls.Single());
        return receiver;
    }

    /// <summary>The next request; fails when none comes in time.</summary>
    public async Task<Received> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await _received.Reader.ReadAsync(limit.Token);
    }

    public bool IsEmpty => _received.Reader.Count == 0;

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        lock (_received)
        {
            InFlight++;
            MostInFlight = Math.Max(MostInFlight, InFlight);
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = new HeaderDictionary();
        foreach (var (name, value) in context.Request.Headers)
        {
            headers[name] = value;
        }

        var answer = Answers.TryDequeue(out var status) ? status : (int)HttpStatusCode.NoContent;
        await _received.Writer.WriteAsync(new(headers, body, context.Request.Path));
        if (answer == 0)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        lock (_received)
        {
            InFlight--;
        }

        context.Response.StatusCode = answer == 0 ? 500 : answer;
        if (Location is not null)
        {
            context.Response.Headers.Location = Location;
        }
    }
}
