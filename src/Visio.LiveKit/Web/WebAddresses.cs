using System.Net;
using Microsoft.AspNetCore.Http;
using Visio.Sfu;

namespace Visio.LiveKit.Web;

/// <summary>Reads where Kestrel says that it listens.</summary>
internal static class WebAddresses
{
    /// <param name="addresses">As <c>https://[::]:443</c>.</param>
    /// <param name="options">What clients are told.</param>
    /// <param name="tlsName">The name in the certificate; null where there is none.</param>
    public static IReadOnlyList<WebPort> Read(IEnumerable<string> addresses, LiveKitWebOptions options, string? tlsName)
    {
        var bound = addresses.Select(BindingAddress.Parse).Where(a => !a.IsUnixPipe && !a.IsNamedPipe).ToList();
        var first = bound.Find(IsTls) ?? bound.FirstOrDefault();
        return
        [
            .. bound.Where(a => IsTls(a) || options.WithoutTls).SelectMany(address => AddressesOf(address.Host).Select(host => new WebPort(
                new(host, address.Port),
                ReferenceEquals(address, first) && options.PublicPort is { } mapped ? mapped : address.Port,
                IsTls(address) ? tlsName : null,
                IsTls(address)))),
        ];
    }

    private static bool IsTls(BindingAddress address) => address.Scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);

    /// <summary>Kestrel binds what is neither an address nor <c>localhost</c> to every address.</summary>
    private static IPAddress[] AddressesOf(string host) =>
        IPAddress.TryParse(host, out var address) ? [address]
        : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
        : [IPAddress.IPv6Any];
}
