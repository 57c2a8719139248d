using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Google.Protobuf;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Remote;

/// <summary>Calls RoomService of a LiveKit server elsewhere: Twirp with protobuf bodies. Any thread.</summary>
internal sealed class TwirpClient : IDisposable
{
    /// <summary>From the name's resolution to the last byte of the answer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private const string MediaType = "application/protobuf";
    private const int MaxAnswer = 32 * 1024 * 1024;
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http;
    private readonly RemoteLiveKitOptions _options;
    private readonly TimeProvider _time;
    private long _answeredAt;
    private volatile string? _failure = "not asked yet";

    public TwirpClient(RemoteLiveKitOptions options, HttpMessageHandler handler, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswer };
    }

    /// <summary>Why the last call failed; null when it was answered.</summary>
    public string? Failure => _failure;

    /// <summary>When a call was answered for the last time.</summary>
    public DateTimeOffset AnsweredAt => new(Interlocked.Read(ref _answeredAt), TimeSpan.Zero);

    /// <summary>Calls a method.</summary>
    /// <returns>The answer; null when the room or participant is not there.</returns>
    /// <exception cref="LiveKitUnavailableException">There was no answer in time, or another error than <c>not_found</c>.</exception>
    public async Task<T?> CallAsync<T>(string method, IMessage message, VideoGrant grant, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        using var limit = new CancellationTokenSource(Limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_options.Api, $"twirp/livekit.RoomService/{method}"))
        {
            Content = new ByteArrayContent(message.ToByteArray()) { Headers = { ContentType = new(MediaType) } },
        };
        var token = new AccessToken { Video = grant }.Sign(_options.ApiKey, _options.ApiSecret, _time.GetUtcNow(), TokenLifetime);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var answer = await _http.SendAsync(request, either.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(either.Token);
            if (answer.IsSuccessStatusCode)
            {
                var read = parser.ParseFrom(body);
                Answered();
                return read;
            }

            var (code, said) = ReadError(answer.StatusCode, body);
            if (code == "not_found")
            {
                Answered();
                return null;
            }

            throw Failed($"{method}: {code} ({(int)answer.StatusCode}): {said}", null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed($"{method}: no answer within {Limit.TotalSeconds:0} s", null);
        }
        catch (HttpRequestException failed)
        {
            throw Failed($"{method}: {failed.Message}", failed);
        }
        catch (InvalidProtocolBufferException failed)
        {
            throw Failed($"{method}: what was answered is not LiveKit's", failed);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What is not Twirp's own JSON was answered by something in between.</summary>
    private static (string Code, string Said) ReadError(HttpStatusCode status, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement is { ValueKind: JsonValueKind.Object } error && error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String
                ? (code.GetString()!, error.TryGetProperty("msg", out var said) ? said.ToString() : "")
                : (status.ToString(), "no LiveKit API");
        }
        catch (JsonException)
        {
            return (status.ToString(), status == HttpStatusCode.Unauthorized ? "the API key or its secret is not the server's" : "no LiveKit API");
        }
    }

    private void Answered()
    {
        Interlocked.Exchange(ref _answeredAt, _time.GetUtcNow().UtcTicks);
        _failure = null;
    }

    private LiveKitUnavailableException Failed(string what, Exception? inner)
    {
        _failure = what;
        return inner is null ? new(what) : new(what, inner);
    }
}
