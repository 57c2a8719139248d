using System.Globalization;
using System.Net;

namespace Visio.Sfu.Loop;

/// <summary>
/// The IPv6 addresses that a server should not tell: temporary ones (RFC 8981), which the system replaces within hours, and those that are
/// deprecated or not yet known to be unique (RFC 4862 §5.4, §5.5.4). Only Linux' list of addresses says so.
/// </summary>
internal static class TransientIPv6
{
    private const string List = "/proc/net/if_inet6";

    // IFA_F_TEMPORARY, IFA_F_DADFAILED, IFA_F_DEPRECATED and IFA_F_TENTATIVE of rtnetlink(7).
    private const int Transient = 0x01 | 0x08 | 0x20 | 0x40;

    public static IReadOnlySet<IPAddress> Read()
    {
        try
        {
            return Parse(File.ReadLines(List));
        }
        catch (IOException)
        {
            return new HashSet<IPAddress>();
        }
    }

    /// <summary>A line is: address, interface, prefix length, scope, flags, name; all in hexadecimal but the name.</summary>
    internal static IReadOnlySet<IPAddress> Parse(IEnumerable<string> lines)
    {
        var found = new HashSet<IPAddress>();
        foreach (var line in lines)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 6 && words[0].Length == 32
                && int.TryParse(words[4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var flags) && (flags & Transient) != 0)
            {
                found.Add(new(Convert.FromHexString(words[0])));
            }
        }

        return found;
    }
}
