using System.Net;
using System.Net.Sockets;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Loop;

/// <summary>The ports that TURN has for itself, and what clients are told about them.</summary>
internal sealed class TurnPorts : IDisposable
{
    private readonly TurnOptions _options;
    private readonly IPAddress _bind;
    private readonly List<StreamListener> _listeners = [];

    /// <summary>Opens the UDP port; <see cref="Listen"/> opens the others.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public TurnPorts(TurnOptions options, IPAddress bind)
    {
        _options = options;
        _bind = bind;
        Udp = options.Port is { } port ? UdpSocket.Open(new(bind, port), Paths.TurnPort) : null;
    }

    /// <summary>The UDP port, if there is one; whoever drives it closes it.</summary>
    public UdpSocket? Udp { get; }

    /// <summary>What clients are told, the cheapest way first.</summary>
    public IReadOnlyList<string> Urls { get; private set; } = [];

    /// <summary>Starts to accept connections.</summary>
    /// <param name="addresses">Where clients reach this machine.</param>
    /// <param name="admission">Shared by all listeners.</param>
    /// <param name="directory">Knows who is told what happens on connections.</param>
    /// <exception cref="SocketException">A port is taken.</exception>
    public void Listen(IReadOnlyList<IPAddress> addresses, StreamAdmission admission, StreamDirectory directory)
    {
        if (Udp is null || _options.Port is not { } port)
        {
            return;
        }

        var tcp = StreamListener.Open(new(_bind, port), StreamUse.Turn, () => null, admission, directory);
        _listeners.Add(tcp);
        var tlsPort = 0;
        if (_options.Tls is { } tls)
        {
            var secure = StreamListener.Open(new(_bind, _options.TlsPort), StreamUse.Turn, tls, admission, directory);
            _listeners.Add(secure);
            tlsPort = secure.Port;
        }

        Urls = Describe(Hosts(_options.Domain, addresses), Udp.LocalEndPoint.Port, tcp.Port, _options.Domain, tlsPort);
    }

    public void Dispose() => _listeners.ForEach(l => l.Dispose());

    /// <summary>RFC 7065 §3.1. A certificate is for a name, so without one there is no <c>turns</c>.</summary>
    internal static IReadOnlyList<string> Describe(IEnumerable<string> hosts, int udpPort, int tcpPort, string? domain, int tlsPort)
    {
        var known = hosts.ToArray();
        return
        [
            .. known.Select(h => $"turn:{h}:{udpPort}?transport=udp"),
            .. known.Select(h => $"turn:{h}:{tcpPort}?transport=tcp"),
            .. domain is not null && tlsPort > 0 ? [$"turns:{domain}:{tlsPort}?transport=tcp"] : Array.Empty<string>(),
        ];
    }

    /// <summary>The name, or the first address of each family: every further one would be one more allocation of every client.</summary>
    internal static IEnumerable<string> Hosts(string? domain, IReadOnlyList<IPAddress> addresses) => domain is not null
        ? [domain]
        : addresses.GroupBy(a => a.AddressFamily).Select(g => g.First()).Select(a => a.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{a}]" : a.ToString());
}
