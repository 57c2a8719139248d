using System.Net;
using System.Security.Cryptography;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Turn;
using Visio.Sfu.Loop;
using Visio.Sfu.Routing;

namespace Visio.Sfu;

/// <summary>
/// The media server: one loop, one thread, one UDP port, and TCP for those who cannot use it. All methods may be called from any thread; they post to the loop and
/// return at once. What happens comes back through each room's <see cref="MediaRoom.Events"/>.
/// </summary>
public sealed class MediaServer : IDisposable
{
    private readonly DtlsCertificate _certificate;
    private readonly MediaCore _core;
    private readonly MediaLoop _loop;
    private readonly MediaIds _ids = new();
    private readonly StreamAdmission _admission = new();
    private readonly TurnCredentials _credentials = new(RandomNumberGenerator.GetBytes(32));
    private readonly TurnPorts? _turn;
    private readonly StreamListener? _tcp;
    private readonly IReadOnlyList<IPAddress> _addresses;
    private readonly IReadOnlyList<IPEndPoint> _tcpCandidates = [];
    private readonly IReadOnlyList<string> _turnUrls;
    private readonly TimeProvider _time;
    private volatile WebPorts _webPorts = new();

    /// <summary>Opens the ports and starts the loop.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">A port is taken.</exception>
    public MediaServer(MediaServerOptions options, TimeProvider time)
    {
        _time = time;
        var socket = UdpSocket.Open(new(options.BindAddress, options.Port));
        try
        {
            _turn = options.Turn is null ? null : new(options.Turn, options.BindAddress);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        _addresses = LocalAddresses.Candidates(options);
        _turnUrls = options.Turn?.Urls ?? [];
        Candidates = [.. _addresses.Select(a => new IPEndPoint(a, socket.LocalEndPoint.Port))];
        _certificate = DtlsCertificate.Create(time.GetUtcNow());
        var clock = new LoopClock(time);
        var setup = _turn is null ? null : new TurnSetup(_credentials, [.. Candidates.Select(TransportAddress.From)], _turn.Udp);
        _core = new(socket, _certificate, SystemRandomSource.Instance, clock.WallClock, setup);
        _loop = new(socket, _turn?.Udp, clock, _core, options.ShedLevelChanged);
        WebConnections = new(_admission, _loop.Tell);
        try
        {
            _turn?.Listen(_addresses, _admission, _loop.Tell);
            if (options.TcpPort is { } tcpPort)
            {
                _tcp = StreamListener.Open(new(options.BindAddress, tcpPort), StreamUse.Ice, () => null, _admission, _loop.Tell);
                _tcpCandidates = [.. _addresses.Select(a => new IPEndPoint(a, _tcp.Port))];
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The fingerprint of the certificate that every peer of this process is shown.</summary>
    public CertificateFingerprint Fingerprint => _certificate.Fingerprint;

    /// <summary>The host candidates of UDP to tell clients, the most preferred first.</summary>
    public IReadOnlyList<IPEndPoint> Candidates { get; }

    /// <summary>The passive host candidates of TCP to tell clients (RFC 6544 §4.1); empty when there is no TCP port.</summary>
    public IReadOnlyList<IPEndPoint> TcpCandidates => [.. _tcpCandidates, .. _webPorts.Candidates.Except(_tcpCandidates)];

    /// <summary>Takes connections to the ports of <see cref="Share"/>.</summary>
    public WebConnections WebConnections { get; }

    /// <summary>The addresses that a media server with these settings would tell clients.</summary>
    public static IReadOnlyList<IPAddress> AddressesToTell(MediaServerOptions options) => LocalAddresses.Candidates(options);

    /// <summary>How the peers of a session reach the server over TURN; null when it is not served.</summary>
    /// <param name="session">The one its peers are added with (<see cref="PeerOptions.Session"/>).</param>
    public RelayAccess? AccessRelay(string session)
    {
        if (_turn is null)
        {
            return null;
        }

        var (username, password) = _credentials.Mint(session, _time.GetUtcNow());
        return new(_turnUrls.Count > 0 ? _turnUrls : [.. _turn.Urls, .. _webPorts.TurnUrls], username, password);
    }

    /// <summary>Tells clients from now on that they reach the server on ports of the web too, instead of those told before.</summary>
    /// <param name="ports">Ports whose connections are handed over.</param>
    public void Share(IReadOnlyList<WebPort> ports) => _webPorts = WebPorts.Describe(ports, _addresses);

    /// <summary>Opens a room.</summary>
    /// <param name="name">What the logs call it.</param>
    public MediaRoom OpenRoom(string name) => new(_loop, _ids);

    /// <summary>Totals since start, for <c>/metrics</c>.</summary>
    public MediaServerStats Snapshot() => _core.Counters.Snapshot();

    /// <summary>Stops the loop and closes the socket; peers are told (DTLS close_notify).</summary>
    public void Dispose()
    {
        _tcp?.Dispose();
        _turn?.Dispose();
        _loop.Dispose();
        _certificate.Dispose();
    }
}
