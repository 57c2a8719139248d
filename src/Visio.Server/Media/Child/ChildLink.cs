using System.Net.Sockets;
using System.Text.Json;
using Visio.LiveKit;
using Visio.Server.Telemetry;

namespace Visio.Server.Media.Child;

/// <summary>The web side's way to the media process, whichever is there at the moment. Any thread.</summary>
internal sealed class ChildLink : IMetricsRelay, IDisposable
{
    /// <summary>For what is asked of a process on the same machine that is alive.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http;
    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChildLink(ChildPlace place) => _http = new(OverUnixSocket(place.Control)) { BaseAddress = new("http://media/"), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Why nobody could enter now; null while the media process is there and all its rooms are known.</summary>
    public string? Failure => Volatile.Read(ref _ready).Task.IsCompleted ? null : "the media process is being started";

    public static SocketsHttpHandler OverUnixSocket(string path) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.UTF8,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    /// <summary>Whether the media process is there and known, or is so within <paramref name="patience"/>.</summary>
    public async Task<bool> IsReadyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var ready = Volatile.Read(ref _ready).Task.WaitAsync(patience, cancellationToken);
        await ready.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ready.IsCompletedSuccessfully;
    }

    public void Ready() => Volatile.Read(ref _ready).TrySetResult();

    public void Lost()
    {
        if (Volatile.Read(ref _ready).Task.IsCompleted)
        {
            Volatile.Write(ref _ready, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    /// <summary>Who is there; null where nobody answers.</summary>
    public async Task<ChildMessages.State?> StateAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(patience);
            return await _http.GetFromJsonAsync<ChildMessages.State>("state", ChildMessages.Json, limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>The lines of <see cref="ChildMessages.News"/>.</summary>
    public Task<Stream> NewsAsync(CancellationToken cancellationToken) => _http.GetStreamAsync(ChildControl.NewsPath, cancellationToken);

    public Task<T> AskAsync<T>(string path, string room) => CallAsync<T>(() => new(HttpMethod.Get, $"{path}?room={Uri.EscapeDataString(room)}"));

    public Task<T> DoAsync<T>(string path, object what) => CallAsync<T>(() => Post(path, what));

    public Task DoAsync(string path, object what) => CallAsync<object>(() => Post(path, what));

    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            return await _http.GetStringAsync("metrics", limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return "";
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Post(string path, object what) =>
        new(HttpMethod.Post, path) { Content = JsonContent.Create(what, what.GetType(), mediaType: null, ChildMessages.Json) };

    private async Task<T> CallAsync<T>(Func<HttpRequestMessage> request)
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            using var asked = request();
            using var answer = await _http.SendAsync(asked, limit.Token);
            answer.EnsureSuccessStatusCode();
            return typeof(T) == typeof(object) ? default! : (await answer.Content.ReadFromJsonAsync<T>(ChildMessages.Json, limit.Token))!;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            throw new LiveKitUnavailableException($"The media process does not do what it is asked: {e.Message}", e);
        }
    }
}
