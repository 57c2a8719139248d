using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Visio.LiveKit.Signalling.Http;

/// <summary>The signalling sessions over HTTP, by their keys. A key is known to who opened the session, and to nobody else. Any thread.</summary>
internal sealed class HttpSessions(TimeProvider time)
{
    /// <summary>How long a client may be without a request that waits for messages: as long as a WebSocket without a pong.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    /// <summary>How long what was said last can be fetched after the end.</summary>
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(10);

    private const int KeySize = 24;
    private readonly ConcurrentDictionary<string, PolledSocket> _sockets = new(StringComparer.Ordinal);

    public int Count => _sockets.Count;

    /// <summary>Completes when all clients know how their sessions ended, or have had the time to fetch it.</summary>
    public Task FarewellsAsync() => Task.WhenAll(_sockets.Values.Select(s => s.Farewell));

    /// <summary>Opens a socket; its key opens the way to it.</summary>
    public (string Key, PolledSocket Socket) Open()
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeySize));
        var socket = new PolledSocket(time, Patience);
        _sockets[key] = socket;
        return (key, socket);
    }

    public bool TryFind(string key, [NotNullWhen(true)] out PolledSocket? socket) => _sockets.TryGetValue(key, out socket);

    /// <summary>Forgets a session that is over, when its client has had the time to fetch how it ended.</summary>
    public async Task ForgetAsync(string key)
    {
        await Task.Delay(Afterwards, time);
        if (_sockets.TryRemove(key, out var socket))
        {
            socket.Forget();
        }
    }
}
