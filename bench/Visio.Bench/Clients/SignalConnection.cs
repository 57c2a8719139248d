using System.Net.WebSockets;
using Google.Protobuf;
using Visio.LiveKit.Protocol;

namespace Visio.Bench.Clients;

/// <summary>The signalling of one client: a real WebSocket, one message a frame, read for as long as it lasts.</summary>
internal sealed class SignalConnection : IAsyncDisposable
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(5);
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _end = new();
    private Task _reading = Task.CompletedTask;
    private Timer? _pings;

    /// <summary>Connects as a client with two peer connections does, which every LiveKit-compatible server takes.</summary>
    public async Task ConnectAsync(Uri server, string token, CancellationToken cancellation)
    {
        var address = new Uri(server, "/rtc?protocol=17&sdk=js&version=2.23.0&auto_subscribe=1");
        _socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await _socket.ConnectAsync(new UriBuilder(address) { Scheme = address.Scheme.Replace("http", "ws", StringComparison.Ordinal) }.Uri, cancellation);
    }

    /// <summary>Hands what comes to <paramref name="handle"/>, one after the other, and <paramref name="ended"/> why no more comes.</summary>
    public void Read(Func<SignalResponse, Task> handle, Action<string> ended)
    {
        _reading = ReadAsync(handle, ended);
        _pings = new(_ => _ = SendAsync(new() { PingReq = new() { Timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() } }), null, PingInterval, PingInterval);
    }

    public async Task SendAsync(SignalRequest request)
    {
        await _sending.WaitAsync();
        try
        {
            if (_socket.State == WebSocketState.Open)
            {
                await _socket.SendAsync(request.ToByteArray(), WebSocketMessageType.Binary, endOfMessage: true, _end.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The reader says that the connection is gone.
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_pings is not null)
        {
            await _pings.DisposeAsync();
        }

        await _end.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private async Task ReadAsync(Func<SignalResponse, Task> handle, Action<string> ended)
    {
        await Task.Yield();
        var buffer = new byte[4096];
        var length = 0;
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(new Memory<byte>(buffer, length, buffer.Length - length), _end.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    ended($"the server closed the signalling: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
                    return;
                }

                length += part.Count;
                if (part.EndOfMessage)
                {
                    await handle(SignalResponse.Parser.ParseFrom(buffer, 0, length));
                    length = 0;
                }
                else if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, length * 2);
                }
            }
        }
        catch (Exception e) when (_end.IsCancellationRequested && e is WebSocketException or OperationCanceledException)
        {
            // Disposed.
        }
        catch (Exception e)
        {
            ended($"the signalling failed: {e.Message}");
        }
    }
}
