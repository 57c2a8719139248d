using System.Net.Http.Headers;
using Microsoft.IdentityModel.Protocols;

namespace Visio.Server.Accounts.Oidc;

/// <summary>Talks to the provider, server to server. Any thread.</summary>
internal sealed class ProviderConnection : IDocumentRetriever, IDisposable
{
    private const int MaxBody = 1 << 20;

    // A redirection of a request that carries our secret would carry it elsewhere.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = MaxBody,
    };

    /// <exception cref="OidcException">The provider does not answer.</exception>
    public async Task<ProviderAnswer> PostAsync(
        string endpoint, IEnumerable<KeyValuePair<string, string>> form, string accept, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return await SendAsync(request, cancellationToken);
    }

    /// <summary>Asks as the bearer of an access token (RFC 6750 §2.1).</summary>
    /// <exception cref="OidcException">The provider does not answer.</exception>
    public async Task<ProviderAnswer> GetAsync(string endpoint, string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await SendAsync(request, cancellationToken);
    }

    /// <exception cref="OidcException">The provider does not answer, or not with a document.</exception>
    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var answer = await SendAsync(request, cancel);
        return answer.IsSuccess ? answer.Body : throw OidcException.Unavailable($"{address} answered {answer.Status}.");
    }

    public void Dispose() => _http.Dispose();

    private async Task<ProviderAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return (int)response.StatusCode < 500
                ? new ProviderAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, body)
                : throw OidcException.Unavailable($"{request.RequestUri?.AbsolutePath} answered {(int)response.StatusCode}.");
        }
        catch (Exception failed) when (failed is HttpRequestException or InvalidOperationException or IOException
            || (failed is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw OidcException.Unavailable($"{request.RequestUri?.AbsolutePath}: {failed.Message}", failed);
        }
    }
}
