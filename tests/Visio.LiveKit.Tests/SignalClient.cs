using System.Net.WebSockets;
using System.Text;
using Google.Protobuf;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Tests;

/// <summary>The signalling side of a client, over a real WebSocket.</summary>
internal sealed class SignalClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new(Patience);
    private Task _staying = Task.CompletedTask;

    /// <summary>Everything received, in order.</summary>
    public List<SignalResponse> Received { get; } = [];

    public JoinResponse Join => Received.First(r => r.Join is not null).Join;

    /// <summary>Why the server closed; set when <see cref="ReceiveAsync"/> returns null.</summary>
    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static Task<SignalClient> ConnectAsync(Uri server, string token, JoinRequest? request = null) =>
        OpenAsync(new($"ws://{server.Authority}/rtc/v1?join_request={JoinRequests.Plain(request ?? JoinRequests.Default())}"), token);

    /// <summary>Connects as a client with two peer connections does.</summary>
    public static Task<SignalClient> ConnectOlderAsync(Uri server, string token, string query = "protocol=17&sdk=js&version=2.23.0") =>
        OpenAsync(new($"ws://{server.Authority}/rtc?{query}"), token);

    /// <summary>The same, and reads up to the refresh token.</summary>
    public static async Task<SignalClient> JoinOlderAsync(Uri server, string token, string query = "protocol=17&sdk=js&version=2.23.0")
    {
        var client = await ConnectOlderAsync(server, token, query);
        await client.WaitAsync(r => r.RefreshToken.Length > 0);
        return client;
    }

    /// <summary>Connects and reads up to the refresh token, which ends what every join begins with.</summary>
    public static async Task<SignalClient> JoinAsync(Uri server, string token, JoinRequest? request = null)
    {
        var client = await ConnectAsync(server, token, request);
        await client.WaitAsync(r => r.RefreshToken.Length > 0);
        return client;
    }

    public Task SendAsync(SignalRequest request) => SendAsync(request.ToByteArray(), WebSocketMessageType.Binary);

    public Task SendJsonAsync(string json) => SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text);

    public Task SendAsync(byte[] frame, WebSocketMessageType type) =>
        _socket.SendAsync(frame, type, endOfMessage: true, _end.Token);

    /// <summary>The next frame as it came; null when the server has closed.</summary>
    public async Task<(byte[] Bytes, WebSocketMessageType Type)?> ReceiveFrameAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, _end.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return (message.ToArray(), part.MessageType);
            }
        }
    }

    /// <summary>The next message; null when the server has closed.</summary>
    public async Task<SignalResponse?> ReceiveAsync()
    {
        if (await ReceiveFrameAsync() is not { } frame)
        {
            return null;
        }

        var response = SignalResponse.Parser.ParseFrom(frame.Bytes);
        Received.Add(response);
        return response;
    }

    /// <summary>Reads until a message is as wanted.</summary>
    public async Task<SignalResponse> WaitAsync(Predicate<SignalResponse> isWanted)
    {
        while (await ReceiveAsync() is { } response)
        {
            if (isWanted(response))
            {
                return response;
            }
        }

        throw new InvalidOperationException($"closed with {CloseStatus} after {string.Join(", ", Received.Select(r => r.MessageCase))}");
    }

    /// <summary>Reads to the end of the connection.</summary>
    public async Task<WebSocketCloseStatus?> WaitForCloseAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }

        return CloseStatus;
    }

    /// <summary>
    /// Stays from now on for as long as it takes, and answers the server's pings, which a socket does only while it is read from. Nothing
    /// else may be read afterwards.
    /// </summary>
    public void Stay()
    {
        _end.CancelAfter(Timeout.Infinite);
        _staying = ReadAsync();

        async Task ReadAsync()
        {
            try
            {
                await WaitForCloseAsync();
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Disposed.
            }
        }
    }

    /// <summary>Publishes a track that has no sound; the client must have joined with an offer.</summary>
    /// <returns>The track's id in the room.</returns>
    public async Task<string> PublishAsync(TrackSource source, uint offer = 2)
    {
        await SendAsync(new() { AddTrack = new() { Cid = "cid-mic", Source = source } });
        await SendAsync(new() { Offer = Offers.Publishing("cid-mic", offer) });
        var published = await WaitAsync(r => r.TrackPublished is not null);
        await WaitAsync(r => r.Answer is not null);
        return published.TrackPublished.Track.Sid;
    }

    private static async Task<SignalClient> OpenAsync(Uri address, string token)
    {
        var client = new SignalClient();
        client._socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await client._socket.ConnectAsync(address, client._end.Token);
        return client;
    }

    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", _end.Token);

    /// <summary>Drops the connection as a broken network does.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _staying;
        _socket.Dispose();
        _end.Dispose();
    }
}
