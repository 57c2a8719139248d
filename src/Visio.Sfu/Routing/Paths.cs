using System.Net;
using Visio.Rtc;

namespace Visio.Sfu.Routing;

/// <summary>
/// What <see cref="Visio.Rtc.TransportAddress.Path"/> means here: the first two bits say what kind of way it is, the others which.
/// </summary>
internal static class Paths
{
    /// <summary>A TCP or TLS connection. Below are the addresses of the media port.</summary>
    public const uint Streams = 1u << 30;

    /// <summary>An address of the TURN port.</summary>
    public const uint TurnPort = 2u << 30;

    /// <summary>A relay: a TURN allocation and which of our candidates it speaks to.</summary>
    public const uint Relays = 3u << 30;

    /// <summary>The bits that say which.</summary>
    public const uint Number = Streams - 1;

    private const uint Kind = ~Number;

    /// <summary>Whether datagrams leave through the socket of the media port.</summary>
    public static bool IsDirect(uint path) => path < Streams;

    /// <summary>Where the other end of a connection is.</summary>
    /// <param name="remote">Its address.</param>
    /// <param name="number">The connection's.</param>
    public static TransportAddress OfStream(IPEndPoint remote, uint number) => TransportAddress.From(remote) with { Path = Streams | (number & Number) };

    public static bool IsStream(uint path) => (path & Kind) == Streams;

    public static bool IsTurnPort(uint path) => (path & Kind) == TurnPort;

    public static bool IsRelay(uint path) => (path & Kind) == Relays;
}
