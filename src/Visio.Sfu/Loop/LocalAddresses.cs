using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Visio.Sfu.Loop;

/// <summary>Which addresses clients are told to send to.</summary>
internal static class LocalAddresses
{
    /// <summary>Every client checks every address; of more than these it would take long to find out which works.</summary>
    private const int Most = 16;

    /// <summary>
    /// The advertised addresses when there are any; else the address bound to, loopback included; else, bound to all, those of the
    /// interfaces that are up. Loopback is told only when there is nothing else.
    /// </summary>
    public static IReadOnlyList<IPAddress> Candidates(MediaServerOptions options)
    {
        if (options.AdvertisedAddresses.Count > 0)
        {
            return [.. options.AdvertisedAddresses.Select(a => a.IsIPv4MappedToIPv6 ? a.MapToIPv4() : a).Distinct().Take(Most)];
        }

        var bound = Bindable(new(options.BindAddress, 0)).Address;
        var boundToAll = bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any);
        return boundToAll ? Choose(OfInterfaces(), TransientIPv6.Read(), bound.AddressFamily) : [bound];
    }

    /// <summary>IPv6Any, which serves both families, becomes Any on a system without IPv6.</summary>
    public static IPEndPoint Bindable(IPEndPoint local) =>
        local.Address.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6 ? new(IPAddress.Any, local.Port) : local;

    /// <summary>Leaves out what cannot be reached from elsewhere or not for long, and puts the families alternately (RFC 8421 §4).</summary>
    /// <param name="all">The addresses of the interfaces that are up.</param>
    /// <param name="transient">Those of them that go away by themselves.</param>
    /// <param name="family">What the socket is bound for; IPv6 means both.</param>
    internal static IReadOnlyList<IPAddress> Choose(IEnumerable<IPAddress> all, IReadOnlySet<IPAddress> transient, AddressFamily family)
    {
        var known = all
            .Where(a => a.AddressFamily == AddressFamily.InterNetwork || family == AddressFamily.InterNetworkV6)
            .Where(a => !IsLinkLocal(a) && !transient.Contains(a))
            .Distinct()
            .ToList();
        var reachable = known.Where(a => !IPAddress.IsLoopback(a)).ToList();
        var told = reachable.Count > 0 ? reachable : known;
        var ipv6 = told.Where(a => a.AddressFamily == AddressFamily.InterNetworkV6).ToList();
        var ipv4 = told.Where(a => a.AddressFamily == AddressFamily.InterNetwork).ToList();
        return
        [
            .. Enumerable.Range(0, Math.Max(ipv6.Count, ipv4.Count))
                .SelectMany(i => ipv6.Skip(i).Take(1).Concat(ipv4.Skip(i).Take(1)))
                .Take(Most),
        ];
    }

    private static IEnumerable<IPAddress> OfInterfaces() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
        .SelectMany(i => i.GetIPProperties().UnicastAddresses)
        .Select(a => a.Address);

    /// <summary>169.254.0.0/16 (RFC 3927) and fe80::/10 (RFC 4291 §2.5.6), which need an interface beside the address.</summary>
    private static bool IsLinkLocal(IPAddress address) =>
        address.IsIPv6LinkLocal || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..]);
}
