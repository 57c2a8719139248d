using System.Net;
using System.Net.Sockets;

namespace Visio.Server.Applications;

/// <summary>Tells addresses of the public internet from those that only machines near us can mean (server-side request forgery).</summary>
internal static class PublicAddress
{
    /// <summary>What is not globally reachable: IANA's special-purpose registry (RFC 6890), and multicast.</summary>
    private static readonly IPNetwork[] SpecialPurpose4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/3"),
    ];

    /// <summary>Inside of 2000::/3, which alone is given out as global unicast: what is special, or has an IPv4 address in it (6to4, Teredo).</summary>
    private static readonly IPNetwork[] SpecialPurpose6 =
        [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20")];

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    public static bool Is(IPAddress address)
    {
        var plain = Plain(address);
        return plain.AddressFamily switch
        {
            AddressFamily.InterNetwork => !SpecialPurpose4.Any(network => network.Contains(plain)),
            AddressFamily.InterNetworkV6 => Global6.Contains(plain) && !SpecialPurpose6.Any(network => network.Contains(plain)),
            _ => false,
        };
    }

    /// <summary>::ffff:10.0.0.1 is 10.0.0.1 (RFC 4291 section 2.5.5.2): the system connects to that.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
