using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;

namespace Visio.Server.Media.Child;

/// <summary>Passes what LiveKit's clients ask on to the media process, as it comes: requests, WebSockets, and WebSockets over HTTP/2 (RFC 8441).</summary>
internal sealed class SignallingRelay(ChildPlace place, ChildLink link, ChildSupervisor supervisor) : IDisposable
{
    private const int BlockSize = 16 * 1024;

    /// <summary>How long a request waits for the media process: about as long as it takes to start.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Of the connection and not of what is in it (RFC 9110 §7.6.1), or nothing that the media process needs.</summary>
    private static readonly HashSet<string> NotPassed = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Host", "Cookie", "Expect",
    };

    private readonly HttpMessageInvoker _media = new(ChildLink.OverUnixSocket(place.Signalling));

    public async Task HandleAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, supervisor.Leaving);
        try
        {
            if (!await link.IsReadyAsync(Patience, end.Token))
            {
                throw new HttpRequestException("no media process");
            }

            var (accept, isOverHttp2) = Upgrade(context);
            using var request = Request(context, isUpgrade: accept is not null, isOverHttp2);
            using var answer = await _media.SendAsync(request, end.Token);
            var isUpgraded = answer.StatusCode == HttpStatusCode.SwitchingProtocols && accept is not null;
            CopyHead(answer, context.Response, isOverHttp2);
            if (isUpgraded && !isOverHttp2)
            {
                context.Response.Headers.Upgrade = "websocket";
            }

            await using var body = await answer.Content.ReadAsStreamAsync(end.Token);
            if (isUpgraded)
            {
                await using var client = await accept!();
                await JoinAsync(client, body, end.Token);
            }
            else
            {
                await body.CopyToAsync(context.Response.Body, end.Token);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            if (context.Response.HasStarted)
            {
                context.Abort();
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            }
        }
    }

    public void Dispose() => _media.Dispose();

    /// <summary>How the client's stream is had; null where it asks for none.</summary>
    private static (Func<Task<Stream>>? Accept, bool IsOverHttp2) Upgrade(HttpContext context)
    {
        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: "websocket" } extended)
        {
            return (async () => await extended.AcceptAsync(), true);
        }

        var isWebSocket = context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase);
        return (isWebSocket && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade ? upgrade.UpgradeAsync : null, false);
    }

    private static HttpRequestMessage Request(HttpContext context, bool isUpgrade, bool isOverHttp2)
    {
        var from = context.Request;
        var address = $"http://media{from.Path.ToUriComponent()}{from.QueryString.ToUriComponent()}";
        var request = new HttpRequestMessage(
            isOverHttp2 ? HttpMethod.Get : new(from.Method), new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } && !isUpgrade)
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                // The media process says how much it takes.
                size.MaxRequestBodySize = null;
            }

            request.Content = new StreamContent(from.Body);
        }

        foreach (var (name, values) in from.Headers)
        {
            if (!name.StartsWith(':') && !NotPassed.Contains(name) && !request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        request.Headers.Host = from.Host.HasValue ? from.Host.ToUriComponent() : null;
        if (isUpgrade)
        {
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
        }

        if (isOverHttp2)
        {
            request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)));
        }

        return request;
    }

    private static void CopyHead(HttpResponseMessage answer, HttpResponse to, bool isOverHttp2)
    {
        to.StatusCode = isOverHttp2 && answer.StatusCode == HttpStatusCode.SwitchingProtocols ? StatusCodes.Status200OK : (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (!NotPassed.Contains(name) && !(isOverHttp2 && name.Equals("Sec-WebSocket-Accept", StringComparison.OrdinalIgnoreCase)))
            {
                to.Headers[name] = values.ToArray();
            }
        }
    }

    /// <summary>Until one of the two is gone; then both are.</summary>
    private static async Task JoinAsync(Stream client, Stream media, CancellationToken end)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end);
        var (up, down) = (CopyAsync(client, media, either.Token), CopyAsync(media, client, either.Token));
        await Task.WhenAny(up, down);
        await either.CancelAsync();
        await Task.WhenAll(up, down);
    }

    /// <summary>Takes memory only while there is something to copy: most connections say nothing most of the time.</summary>
    private static async Task CopyAsync(Stream from, Stream to, CancellationToken end)
    {
        try
        {
            while (true)
            {
                _ = await from.ReadAsync(Array.Empty<byte>().AsMemory(), end);
                var block = ArrayPool<byte>.Shared.Rent(BlockSize);
                try
                {
                    var read = await from.ReadAsync(block, end);
                    if (read == 0)
                    {
                        return;
                    }

                    await to.WriteAsync(block.AsMemory(0, read), end);
                    await to.FlushAsync(end);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(block);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone.
        }
    }
}
