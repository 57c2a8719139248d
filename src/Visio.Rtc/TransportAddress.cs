using System.Buffers.Binary;
using System.Net;

namespace Visio.Rtc;

/// <summary>
/// A remote IP address and port, and the way we reach it, as a value: IPv4 is kept IPv4-mapped, so one form serves both families and
/// hashing allocates nothing.
/// </summary>
public readonly record struct TransportAddress
{
    private const ulong MappedPrefix = 0xFFFFUL << 32;

    /// <summary>Builds an address from the 16 bytes of an IPv6 (or IPv4-mapped) address in network order.</summary>
    public TransportAddress(ulong high, ulong low, ushort port)
    {
        High = high;
        Low = low;
        Port = port;
    }

    /// <summary>The first 8 bytes of the IPv6 address.</summary>
    public ulong High { get; }

    /// <summary>The last 8 bytes of the IPv6 address.</summary>
    public ulong Low { get; }

    /// <summary>The UDP or TCP port.</summary>
    public ushort Port { get; }

    /// <summary>
    /// Our end of the way: which of our addresses, connections or relays. 0 where the owner knows only one. Another end is another pair
    /// of ICE (RFC 8445 §6.1.2.2), so it counts in comparisons; its meaning is the owner's.
    /// </summary>
    public uint Path { get; init; }

    /// <summary>Whether this is an IPv4 address in its mapped form (RFC 4291 §2.5.5.2).</summary>
    public bool IsIPv4 => High == 0 && (Low & 0xFFFFFFFF_00000000UL) == MappedPrefix;

    /// <summary>An IPv4 address, as a 32-bit number in host order, with a port.</summary>
    public static TransportAddress FromIPv4(uint address, ushort port) => new(0, MappedPrefix | address, port);

    /// <summary>Converts from the BCL's form; the scope of a link-local address is dropped.</summary>
    public static TransportAddress From(IPEndPoint endPoint)
    {
        Span<byte> b = stackalloc byte[16];
        endPoint.Address.MapToIPv6().TryWriteBytes(b, out _);
        return new(BinaryPrimitives.ReadUInt64BigEndian(b), BinaryPrimitives.ReadUInt64BigEndian(b[8..]), (ushort)endPoint.Port);
    }

    /// <summary>Converts to the BCL's form; allocates.</summary>
    public IPEndPoint ToIPEndPoint()
    {
        Span<byte> b = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(b, High);
        BinaryPrimitives.WriteUInt64BigEndian(b[8..], Low);
        var address = new IPAddress(b);
        return new(IsIPv4 ? address.MapToIPv4() : address, Port);
    }

    /// <inheritdoc/>
    public override string ToString() => ToIPEndPoint().ToString();
}
