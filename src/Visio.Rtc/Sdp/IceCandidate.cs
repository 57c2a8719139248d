using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace Visio.Rtc.Sdp;

/// <summary>An ICE candidate as SDP and trickled candidates write it (RFC 8839 §5.1).</summary>
public sealed record IceCandidate
{
    private const int MaximumLength = 1024;

    /// <summary>Groups candidates that are frozen together (RFC 8445 §5.1.1.3).</summary>
    public required string Foundation { get; init; }

    /// <summary>1 for RTP, and for everything with <c>rtcp-mux</c>; 2 for RTCP.</summary>
    public int Component { get; init; } = 1;

    /// <summary><c>udp</c> or <c>tcp</c>, in any case.</summary>
    public string Transport { get; init; } = "udp";

    /// <summary>Higher is preferred (RFC 8445 §5.1.2).</summary>
    public required uint Priority { get; init; }

    /// <summary>An IP address, or a name such as <c>….local</c> that hides one.</summary>
    public required string Address { get; init; }

    /// <summary>The port.</summary>
    public required ushort Port { get; init; }

    /// <summary><c>host</c>, <c>srflx</c>, <c>prflx</c> or <c>relay</c>.</summary>
    public string Type { get; init; } = "host";

    /// <summary>All that follows the type, such as <c>raddr 0.0.0.0 rport 9 tcptype passive generation 0</c>; null when nothing does.</summary>
    public string? Extensions { get; init; }

    /// <summary>A host candidate for UDP and the first component.</summary>
    /// <param name="address">Where we are reached.</param>
    /// <param name="preference">0 for the most preferred address, then 1, …; at most 65,535.</param>
    public static IceCandidate ForHost(IPEndPoint address, int preference) => new()
    {
        Foundation = (preference + 1).ToString(CultureInfo.InvariantCulture),

        // RFC 8445 §5.1.2.1 with type preference 126 for host candidates (§5.1.2.2) and component 1.
        Priority = (126u << 24) | ((uint)(ushort.MaxValue - preference) << 8) | 255u,
        Address = address.Address.ToString(),
        Port = (ushort)address.Port,
    };

    /// <summary>A passive host candidate for TCP and the first component (RFC 6544 §4.5).</summary>
    /// <param name="address">Where we accept connections.</param>
    /// <param name="preference">0 for the most preferred address, then 1, …; at most 8,191.</param>
    public static IceCandidate ForPassiveTcp(IPEndPoint address, int preference) => new()
    {
        Foundation = (preference + 101).ToString(CultureInfo.InvariantCulture),
        Transport = "tcp",

        // RFC 6544 §4.2: a type preference below those of UDP, then the direction (passive: 4) before the address.
        Priority = (90u << 24) | (((4u << 13) + (uint)(8191 - preference)) << 8) | 255u,
        Address = address.Address.ToString(),
        Port = (ushort)address.Port,
        Extensions = "tcptype passive",
    };

    /// <summary>Reads <c>candidate:…</c>, with or without <c>a=</c> before it.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out IceCandidate? candidate)
    {
        candidate = null;
        if (text.Length > MaximumLength || text.ContainsAny('\r', '\n', '\0'))
        {
            return false;
        }

        text = text.Trim();
        text = text.StartsWith("a=") ? text[2..] : text;
        if (!text.StartsWith("candidate:"))
        {
            return false;
        }

        var rest = text["candidate:".Length..];
        var foundation = SdpToken.Next(ref rest);
        if (foundation.IsEmpty || foundation.Length > 32
            || !SdpToken.TryNumber(SdpToken.Next(ref rest), out int component) || component is < 1 or > 256)
        {
            return false;
        }

        var transport = SdpToken.Next(ref rest);
        if (transport.IsEmpty
            || !SdpToken.TryNumber(SdpToken.Next(ref rest), out uint priority))
        {
            return false;
        }

        var address = SdpToken.Next(ref rest);
        if (address.IsEmpty
            || !SdpToken.TryNumber(SdpToken.Next(ref rest), out ushort port)
            || !SdpToken.Next(ref rest).SequenceEqual("typ"))
        {
            return false;
        }

        var type = SdpToken.Next(ref rest);
        if (type.IsEmpty)
        {
            return false;
        }

        candidate = new()
        {
            Foundation = foundation.ToString(),
            Component = component,
            Transport = transport.ToString(),
            Priority = priority,
            Address = address.ToString(),
            Port = port,
            Type = type.ToString(),
            Extensions = rest.IsEmpty ? null : rest.ToString(),
        };
        return true;
    }

    /// <summary>The line without <c>a=</c>, as <c>RTCIceCandidateInit.candidate</c> carries it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(96).Append(
            CultureInfo.InvariantCulture, $"candidate:{Foundation} {Component} {Transport} {Priority} {Address} {Port} typ {Type}");
        return Extensions is null ? text.ToString() : text.Append(' ').Append(Extensions).ToString();
    }
}
