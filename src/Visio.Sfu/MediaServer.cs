using System.Net;
using System.Security.Cryptography;
using Visio.Rtc.Dtls;
using Visio.Rtc.Turn;
using Visio.Sfu.Loop;
using Visio.Sfu.Routing;

namespace Visio.Sfu;

/// <summary>
/// The media server: loops of one thread and one UDP port each, and TCP for those who cannot use it. All methods may be called from any thread; they post to a loop and
/// return at once. What happens comes back through each room's <see cref="MediaRoom.Events"/>.
/// </summary>
public sealed class MediaServer : IDisposable
{
    private readonly DtlsCertificate _certificate;
    private readonly LoopSet _loops;
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

    /// <summary>Opens the ports and starts the loops.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">A port is taken.</exception>
    public MediaServer(MediaServerOptions options, TimeProvider time)
    {
        _time = time;
        HugePages.AskForHeap();
        _addresses = LocalAddresses.Candidates(options);
        _turnUrls = options.Turn?.Urls ?? [];
        _certificate = DtlsCertificate.Create(time.GetUtcNow());
        var sockets = LoopSet.OpenPorts(options);
        try
        {
            _turn = options.Turn is null ? null : new(options.Turn, options.BindAddress);
        }
        catch
        {
            Array.ForEach(sockets, s => s.Dispose());
            throw;
        }

        _loops = new(options, sockets, _addresses, _turn is null ? null : (_credentials, _turn.Udp), _certificate, new(time));
        WebConnections = new(_admission, _loops.Streams);
        try
        {
            _turn?.Listen(_addresses, _admission, _loops.Streams);
            if (options.TcpPort is { } tcpPort)
            {
                _tcp = StreamListener.Open(new(options.BindAddress, tcpPort), StreamUse.Ice, () => null, _admission, _loops.Streams);
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

    /// <summary>The host candidates of UDP of all loops.</summary>
    public IReadOnlyList<IPEndPoint> Candidates => [.. _loops.Candidates.SelectMany(c => c)];

    /// <summary>The passive host candidates of TCP to tell clients (RFC 6544 §4.1); empty when there is no TCP port.</summary>
    public IReadOnlyList<IPEndPoint> TcpCandidates => [.. _tcpCandidates, .. _webPorts.Candidates.Except(_tcpCandidates)];

    /// <summary>The host candidates of UDP to tell the clients whose peers are on a loop, the most preferred first.</summary>
    public IReadOnlyList<IPEndPoint> CandidatesOf(LoopId loop) => _loops.Candidates[loop.Index];

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
    public MediaRoom OpenRoom(string name) => new(_loops, _ids);

    /// <summary>Totals since start, for <c>/metrics</c>.</summary>
    public MediaServerStats Snapshot() => _loops.Snapshot();

    /// <summary>Gives back to the system what the garbage collector and malloc keep in case it is needed again soon. Stops all threads meanwhile.</summary>
    public static void ReturnMemory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Libc.ReturnFreeMemory();
    }

    /// <summary>Stops the loops and closes the sockets; peers are told (DTLS close_notify).</summary>
    public void Dispose()
    {
        _tcp?.Dispose();
        _turn?.Dispose();
        _loops.Dispose();
        _certificate.Dispose();
    }
}
