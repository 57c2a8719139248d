using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Visio.Server.Tests.Media;

/// <summary>
/// Carries webhooks from a media server to a product that is started after it, as a network would: on time and once, unless a test wants
/// otherwise.
/// </summary>
internal sealed class WebhookRelay : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();

    private WebhookRelay(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Where they go; they are refused until it is known.</summary>
    public Uri? Target { get; set; }

    /// <summary>How often each is delivered; 0 loses them all.</summary>
    public int Copies { get; set; } = 1;

    /// <summary>What came through: body and signature.</summary>
    public ConcurrentQueue<(string Body, string Authorization)> Seen { get; } = [];

    public static async Task<WebhookRelay> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var relay = new WebhookRelay(app);
        app.Run(relay.CarryAsync);
        await app.StartAsync();
        return relay;
    }

    /// <summary>Delivers a body as the media server would.</summary>
    public async Task<int> DeliverAsync(string body, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Target) { Content = new StringContent(body) };
        request.Content.Headers.ContentType = new("application/webhook+json");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await _client.SendAsync(request);
        return (int)answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task CarryAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var (body, authorization) = (await reader.ReadToEndAsync(), context.Request.Headers.Authorization.ToString());
        Seen.Enqueue((body, authorization));
        if (Target is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        for (var copy = 0; copy < Copies; copy++)
        {
            context.Response.StatusCode = await DeliverAsync(body, authorization);
        }
    }
}
