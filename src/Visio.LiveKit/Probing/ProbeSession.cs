using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Google.Protobuf;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Probing;

/// <summary>
/// A session of a program that wants to know whether a server can be reached: it joins like a client, without media, and learns where the
/// media server is. One task at a time.
/// </summary>
public sealed class ProbeSession : IAsyncDisposable
{
    private const int MaxMessage = 1 << 20;

    private readonly ClientWebSocket _socket = new();
    private readonly string _fragment = RandomNumberGenerator.GetHexString(8);

    private ProbeSession()
    {
    }

    /// <summary>Where the media server is.</summary>
    public IReadOnlyList<ProbeCandidate> Candidates { get; private set; } = [];

    /// <summary>How it is reached over TURN.</summary>
    public IReadOnlyList<ProbeRelay> Relays { get; private set; } = [];

    /// <summary>The USERNAME of connectivity checks to it (RFC 8445 §7.2.2).</summary>
    public string IceUsername { get; private set; } = "";

    /// <summary>The password that they are signed with.</summary>
    public string IcePassword { get; private set; } = "";

    /// <summary>The parameters of a join: of the address of a WebSocket, or of the form of <c>/rtc/v1/http</c>. The token goes beside it, as bearer.</summary>
    public static string JoinQuery() => JoinQuery("probe");

    /// <summary>Joins.</summary>
    /// <param name="server"><c>http</c> or <c>https</c>.</param>
    /// <param name="token">An access token for a room.</param>
    /// <param name="trust">Who decides about certificates; null for the system.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ProbeException">The WebSocket, or the join, was refused.</exception>
    public static async Task<ProbeSession> JoinAsync(Uri server, string token, RemoteCertificateValidationCallback? trust, CancellationToken cancellationToken)
    {
        var session = new ProbeSession();
        try
        {
            await session.OpenAsync(server, token, trust, cancellationToken);
            return session;
        }
        catch (WebSocketException failed)
        {
            var status = (int)session._socket.HttpStatusCode;
            await session.DisposeAsync();
            throw new ProbeException(failed.InnerException?.Message ?? failed.Message, status == 0 ? null : status);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            if (_socket.State == WebSocketState.Open)
            {
                await _socket.SendAsync(
                    new SignalRequest { Leave = new() { Reason = DisconnectReason.ClientInitiated } }.ToByteArray(), WebSocketMessageType.Binary, endOfMessage: true, limit.Token);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The server notices by itself.
        }

        _socket.Dispose();
    }

    private static string JoinQuery(string fragment)
    {
        var request = new JoinRequest
        {
            ClientInfo = new() { Sdk = ClientInfo.Types.SDK.Unknown, Protocol = 17, Version = "1.0.0" },
            ConnectionSettings = new(),
            PublisherOffer = new() { Type = "offer", Id = 1, Sdp = Offer(fragment) },
        };
        var wrapped = Convert.ToBase64String(new WrappedJoinRequest { JoinRequest = request.ToByteString() }.ToByteArray());
        return $"join_request={Uri.EscapeDataString(wrapped.Replace('+', '-').Replace('/', '_'))}";
    }

    /// <summary>Data channels alone. Nobody shakes hands, so the fingerprint is that of nothing.</summary>
    private static string Offer(string fragment) => string.Join("\r\n",
        "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", "a=mid:0", $"a=ice-ufrag:{fragment}", "a=ice-pwd:nobodyNeedsThisPassword1",
        "a=fingerprint:sha-256 " + string.Join(':', Enumerable.Repeat("00", 32)), "a=setup:actpass", "a=sctp-port:5000", "a=max-message-size:262144", "");

    private async Task OpenAsync(Uri server, string token, RemoteCertificateValidationCallback? trust, CancellationToken cancellationToken)
    {
        _socket.Options.CollectHttpResponseDetails = true;
        _socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        if (trust is not null)
        {
            _socket.Options.RemoteCertificateValidationCallback = trust;
        }

        var address = new UriBuilder(server)
        {
            Scheme = server.Scheme == Uri.UriSchemeHttps ? "wss" : "ws", Port = server.Port, Path = server.AbsolutePath.TrimEnd('/') + "/rtc/v1",
            Query = JoinQuery(_fragment),
        };
        await _socket.ConnectAsync(address.Uri, cancellationToken);
        while (Relays.Count == 0 || IcePassword.Length == 0)
        {
            var message = await ReceiveAsync(cancellationToken);
            if (message.Join is { } join)
            {
                Relays = [.. join.IceServers.SelectMany(s => s.Urls.Select(url => new ProbeRelay(url, s.Username, s.Credential)))];
            }
            else if (message.Answer is { } answer)
            {
                Read(answer.Sdp);
                return;
            }
            else if (message.Leave is { } leave)
            {
                throw new ProbeException($"The server let nobody in: {leave.Reason}.");
            }
        }
    }

    private async Task<SignalResponse> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close || message.Length > MaxMessage)
            {
                throw new ProbeException($"The server closed the WebSocket: {_socket.CloseStatusDescription}");
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return Parse(message.ToArray());
            }
        }
    }

    private static SignalResponse Parse(byte[] message)
    {
        try
        {
            return SignalResponse.Parser.ParseFrom(message);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new ProbeException("What came over the WebSocket is no signalling: something in between answers instead of the server.");
        }
    }

    private void Read(string sdp)
    {
        var lines = sdp.Split('\n', StringSplitOptions.TrimEntries);
        string Value(string name) => lines.FirstOrDefault(l => l.StartsWith($"a={name}:", StringComparison.Ordinal))?[(name.Length + 3)..] ?? "";
        IceUsername = $"{Value("ice-ufrag")}:{_fragment}";
        IcePassword = Value("ice-pwd");

        // foundation component transport priority address port typ host … (RFC 8839 §5.1)
        Candidates =
        [
            .. lines.Where(l => l.StartsWith("a=candidate:", StringComparison.Ordinal)).Select(l => l.Split(' '))
                .Where(c => c.Length > 5 && IPAddress.TryParse(c[4], out _) && ushort.TryParse(c[5], out _))
                .Select(c => new ProbeCandidate(IPEndPoint.Parse(c[4].Contains(':', StringComparison.Ordinal) ? $"[{c[4]}]:{c[5]}" : $"{c[4]}:{c[5]}"), c[2].Equals("tcp", StringComparison.OrdinalIgnoreCase)))
                .Distinct(),
        ];
    }
}
