using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Visio.Server.Settings;

namespace Visio.Server.Certificates.Acme;

/// <summary>Speaks to an authority in ACME (RFC 8555 §6 and §7.1 to §7.3). One request at a time.</summary>
internal sealed class AcmeClient(HttpClient http, AcmeSettings settings, AcmeKey key, TimeProvider time)
{
    private const int MostBadNonces = 5;

    /// <summary>No answer of an authority comes near it.</summary>
    private const int MostBytes = 1 << 20;

    private JsonObject? _directory;
    private string? _nonce;
    private string? _account;

    /// <summary>Makes the account, or finds it: the authority knows it by its key (RFC 8555 §7.3).</summary>
    /// <exception cref="AcmeException">The authority refused, or could not be reached.</exception>
    public async Task SignUpAsync(CancellationToken cancellationToken)
    {
        if (_account is not null)
        {
            return;
        }

        var address = await FindAsync("newAccount", cancellationToken);
        var request = new JsonObject { ["termsOfServiceAgreed"] = true };
        if (settings.Contact.Length > 0)
        {
            request["contact"] = new JsonArray("mailto:" + settings.Contact);
        }

        if (settings.AccountKeyId.Length > 0)
        {
            request["externalAccountBinding"] = key.Bind(address, settings.AccountKeyId, Base64Url.DecodeFromChars(settings.AccountHmacKey));
        }

        var answer = await PostAsync(address, request, cancellationToken);
        _account = answer.Location?.AbsoluteUri ?? throw new AcmeException("The authority has not told the account's address.");
    }

    /// <summary>The address of a resource that the directory names (RFC 8555 §7.1.1).</summary>
    /// <exception cref="AcmeException">It names none, or could not be reached.</exception>
    public async Task<Uri> FindAsync(string resource, CancellationToken cancellationToken)
    {
        _directory ??= (await SendAsync(() => new(HttpMethod.Get, settings.Directory), cancellationToken)).Json;
        return Read(_directory, resource) is { } address ? new(address, UriKind.Absolute) : throw new AcmeException($"The directory names no '{resource}'.");
    }

    /// <summary>Makes a signed request.</summary>
    /// <param name="url">Where.</param>
    /// <param name="payload">What is said; null to fetch.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AcmeException">The authority refused, or could not be reached.</exception>
    public async Task<AcmeAnswer> PostAsync(Uri url, JsonNode? payload, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var nonce = _nonce ?? await NewNonceAsync(cancellationToken);
            _nonce = null;
            var body = key.Sign(url, nonce, _account, payload?.DeepClone()).ToJsonString();
            try
            {
                return await SendAsync(() => Request(url, body), cancellationToken);
            }
            catch (AcmeException refused) when (refused.IsBadNonce && attempt < MostBadNonces)
            {
                // The refusal brought a fresh one.
            }
        }
    }

    /// <summary>A text of an object; null where there is none.</summary>
    public static string? Read(JsonObject from, string name) =>
        from[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static HttpRequestMessage Request(Uri url, string body)
    {
        // The media type may have no charset (RFC 8555 §6.2).
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/jose+json");
        return new(HttpMethod.Post, url) { Content = content };
    }

    private async Task<string> NewNonceAsync(CancellationToken cancellationToken)
    {
        var address = await FindAsync("newNonce", cancellationToken);
        if (_nonce is null)
        {
            await SendAsync(() => new(HttpMethod.Head, address), cancellationToken);
        }

        return _nonce ?? throw new AcmeException("The authority has given no nonce.");
    }

    private async Task<AcmeAnswer> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        try
        {
            using var request = make();
            request.Headers.UserAgent.ParseAdd("visio");
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            _nonce = answer.Headers.TryGetValues("Replay-Nonce", out var nonces) ? nonces.First() : _nonce;
            await answer.Content.LoadIntoBufferAsync(MostBytes, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            var retryAfter = answer.Headers.RetryAfter is { } header ? header.Date ?? time.GetUtcNow() + header.Delta : null;
            return answer.IsSuccessStatusCode
                ? new(text, answer.Headers.Location is { } location ? new Uri(request.RequestUri!, location) : null, retryAfter)
                : throw Refusal((int)answer.StatusCode, text, retryAfter);
        }
        catch (HttpRequestException failed)
        {
            throw new AcmeException($"The authority cannot be reached: {failed.Message}", inner: failed);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AcmeException("The authority did not answer in time.", inner: late);
        }
        catch (UriFormatException wrong)
        {
            throw new AcmeException($"The authority named an address that is none: {wrong.Message}", inner: wrong);
        }
    }

    private static AcmeException Refusal(int status, string text, DateTimeOffset? retryAfter)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject problem
                ? new($"{Describe(problem)} ({status.ToString(CultureInfo.InvariantCulture)})", Read(problem, "type") ?? "", retryAfter)
                : new($"The authority answered {status.ToString(CultureInfo.InvariantCulture)}.", "", retryAfter);
        }
        catch (JsonException)
        {
            return new($"The authority answered {status.ToString(CultureInfo.InvariantCulture)}.", "", retryAfter);
        }
    }

    /// <summary>A problem in one line (RFC 9457, with the parts of RFC 8555 §6.7.1).</summary>
    public static string Describe(JsonObject problem)
    {
        var parts = problem["subproblems"] is JsonArray more ? more.OfType<JsonObject>().Select(Describe) : [];
        return string.Join(" ", parts.Prepend(Read(problem, "detail") ?? Read(problem, "type") ?? "no reason given"));
    }
}
