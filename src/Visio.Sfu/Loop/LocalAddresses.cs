using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Visio.Sfu.Loop;

/// <summary>Which addresses clients are told to send to.</summary>
internal static class LocalAddresses
{
    /// <summary>
    /// The advertised addresses when there are any; else the address bound to, loopback included; else, bound to all, those of the
    /// interfaces that are up. Loopback is told only when there is nothing else.
    /// </summary>
    public static IReadOnlyList<IPEndPoint> Candidates(MediaServerOptions options, int port)
    {
        IEnumerable<IPAddress> addresses = options.AdvertisedAddresses;
        if (options.AdvertisedAddresses.Count == 0)
        {
            var boundToAll = options.BindAddress.Equals(IPAddress.Any) || options.BindAddress.Equals(IPAddress.IPv6Any);
            addresses = boundToAll ? OfInterfaces(options.BindAddress.AddressFamily) : [options.BindAddress];
        }

        return [.. addresses.Select(a => new IPEndPoint(a, port))];
    }

    private static IPAddress[] OfInterfaces(AddressFamily family)
    {
        var all = NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .Where(a => (a.AddressFamily == AddressFamily.InterNetwork || family == AddressFamily.InterNetworkV6) && !a.IsIPv6LinkLocal)
            .Distinct()
            .ToArray();
        var reachable = all.Where(a => !IPAddress.IsLoopback(a)).ToArray();
        return reachable.Length > 0 ? reachable : all;
    }
}
