using System.Text;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Webhooks;

/// <summary>Posts an event once. It follows no redirection, keeps no cookie, asks no proxy and reads no answer's body. Any thread.</summary>
internal sealed class WebhookSender(HttpMessageHandler handler, string apiKey, string apiSecret, TimeProvider time) : IDisposable
{
    /// <summary>From the name's resolution to the last header of the answer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    public static HttpMessageHandler OrdinaryHandler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 16,
    };

    /// <returns>Null when it was taken, else what went wrong.</returns>
    public async Task<string?> SendAsync(Uri url, WebhookEvent happened)
    {
        var body = Encoding.UTF8.GetBytes(ProtoJson.Camel.Format(happened));
        using var limit = new CancellationTokenSource(Limit, time);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new(WebhookSignature.ContentType);
        request.Headers.TryAddWithoutValidation("Authorization", WebhookSignature.Sign(body, apiKey, apiSecret, time.GetUtcNow()));
        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return answer.IsSuccessStatusCode ? null : $"status {(int)answer.StatusCode}";
        }
        catch (OperationCanceledException)
        {
            return "timeout";
        }
        catch (HttpRequestException failed)
        {
            return failed.HttpRequestError.ToString();
        }
    }

    public void Dispose() => _client.Dispose();
}
