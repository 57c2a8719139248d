using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Visio.Server.Applications;

/// <summary>Sends one delivery and says how it went. It follows no redirection, keeps no cookie, asks no proxy and reads no answer's body.</summary>
internal sealed class WebhookSender(WebhookSecrets secrets, WebhookConnector connector, TimeProvider time) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectCallback = connector.ConnectAsync,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        MaxResponseHeadersLength = 16,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>From the name's resolution to the last header of the answer.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <returns>The status of the answer, and why it counts as a failure: both null never happens.</returns>
    public async Task<(int? Status, string? Error)> SendAsync(Webhook webhook, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var request = Request(webhook, delivery);
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? null : IsRedirection(answer.StatusCode) ? "redirection" : "status");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "timeout");
        }
        catch (HttpRequestException failed)
        {
            return (null, failed.InnerException is WebhookAddressException ? "address_not_allowed" : "connection_failed");
        }
        catch (CryptographicException)
        {
            return (null, "secret_lost");
        }
    }

    public void Dispose() => _client.Dispose();

    private static bool IsRedirection(HttpStatusCode status) => (int)status is >= 300 and < 400;

    private HttpRequestMessage Request(Webhook webhook, WebhookDelivery delivery)
    {
        var now = time.GetUtcNow();
        var id = "msg_" + delivery.Id.ToString("N");
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Payload)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new("Visio-Webhooks", "1"));
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", secrets.Sign(webhook, id, now, delivery.Payload));
        return request;
    }
}
