using System.Net;

namespace Visio.Sfu.Loop;

/// <summary>What clients are told about ports shared with the web. Any thread.</summary>
internal sealed class WebPorts
{
    /// <summary>Passive candidates of ICE over TCP (RFC 6544 §4.1).</summary>
    public IReadOnlyList<IPEndPoint> Candidates { get; private init; } = [];

    /// <summary>Addresses of TURN (RFC 7065 §3.1).</summary>
    public IReadOnlyList<string> TurnUrls { get; private init; } = [];

    /// <param name="ports">The ports.</param>
    /// <param name="addresses">Where clients reach this machine.</param>
    public static WebPorts Describe(IReadOnlyList<WebPort> ports, IReadOnlyList<IPAddress> addresses)
    {
        // Where the web has TLS, what is beside it is there to lead to it, as port 80 does.
        var told = ports.Any(p => p.IsTls) ? ports.Where(p => p.IsTls) : ports;
        var candidates = told.SelectMany(port => Reached(port, addresses).Select(a => (Port: port, EndPoint: new IPEndPoint(a, port.PublicPort)))).ToList();
        return new()
        {
            Candidates = [.. candidates.Select(c => c.EndPoint).Distinct()],
            TurnUrls = [.. candidates.GroupBy(c => c.Port).SelectMany(c => TurnUrlsOf(c.Key, [.. c.Select(x => x.EndPoint.Address)])).Distinct(StringComparer.Ordinal)],
        };
    }

    /// <summary>
    /// A port on loopback is a proxy's business, unless loopback is what clients are told. One on an address that clients are not told is
    /// behind NAT: they reach it at those that they are told.
    /// </summary>
    private static IEnumerable<IPAddress> Reached(WebPort port, IReadOnlyList<IPAddress> addresses)
    {
        var bound = port.Bound.Address.IsIPv4MappedToIPv6 ? port.Bound.Address.MapToIPv4() : port.Bound.Address;
        var isAny = bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any);
        return addresses.Contains(bound) ? [bound]
            : IPAddress.IsLoopback(bound) ? []
            : addresses.Where(a => a.AddressFamily == bound.AddressFamily || bound.Equals(IPAddress.IPv6Any)).Where(a => isAny || !IPAddress.IsLoopback(a));
    }

    private static IEnumerable<string> TurnUrlsOf(WebPort port, IReadOnlyList<IPAddress> addresses) => port switch
    {
        { IsTls: true, TlsName: { } name } => [$"turns:{name}:{port.PublicPort}?transport=tcp"],
        { IsTls: true } => [],
        _ => TurnPorts.Hosts(domain: null, addresses).Select(host => $"turn:{host}:{port.PublicPort}?transport=tcp"),
    };
}
