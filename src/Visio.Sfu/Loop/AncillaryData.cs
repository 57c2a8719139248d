using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Visio.Sfu.Loop;

/// <summary>Reads and writes the ancillary data of a message (cmsg(3)): the size of its segments, and which of our addresses it is at.</summary>
internal ref struct AncillaryData(Span<byte> destination)
{
    /// <summary>Bytes that hold all pieces there may be: a segment size and a local address of either family.</summary>
    public const int Capacity = 64;

    private const int IPv4InfoSize = 12;
    private const int IPv6InfoSize = 20;
    private static readonly int HeaderSize = Unsafe.SizeOf<Libc.ControlHeader>();
    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Says that the kernel cuts the message into datagrams of this size.</summary>
    public void AddSegmentSize(ushort size) => MemoryMarshal.Write(Begin(Libc.UdpLevel, Libc.UdpSegment, sizeof(ushort)), size);

    /// <summary>Says which of our addresses the message leaves from: <c>in_pktinfo</c> or <c>in6_pktinfo</c>, with the interface left open.</summary>
    public void AddLocalAddress(bool ipv4, ulong high, ulong low)
    {
        if (ipv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(Begin(Libc.IPv4Level, Libc.IPv4PacketInfo, IPv4InfoSize)[4..], (uint)low);
            return;
        }

        var info = Begin(Libc.IPv6Level, Libc.IPv6PacketInfo, IPv6InfoSize);
        BinaryPrimitives.WriteUInt64BigEndian(info, high);
        BinaryPrimitives.WriteUInt64BigEndian(info[8..], low);
    }

    /// <summary>Finds which of our addresses a received message came to.</summary>
    public static bool TryReadLocalAddress(ReadOnlySpan<byte> control, out ulong high, out ulong low)
    {
        (high, low) = (0, 0);
        while (control.Length >= HeaderSize)
        {
            var header = MemoryMarshal.Read<Libc.ControlHeader>(control);
            if (header.Length < (nuint)HeaderSize || header.Length > (nuint)control.Length)
            {
                return false;
            }

            var value = control[HeaderSize..(int)header.Length];
            switch (header.Level, header.Type)
            {
                case (Libc.IPv4Level, Libc.IPv4PacketInfo) when value.Length >= IPv4InfoSize:
                    // The last field: where the datagram was sent to. The one before it may be another of our addresses.
                    low = (0xFFFFUL << 32) | BinaryPrimitives.ReadUInt32BigEndian(value[8..]);
                    return true;
                case (Libc.IPv6Level, Libc.IPv6PacketInfo) when value.Length >= IPv6InfoSize:
                    high = BinaryPrimitives.ReadUInt64BigEndian(value);
                    low = BinaryPrimitives.ReadUInt64BigEndian(value[8..]);
                    return true;
                default:
                    control = control[Math.Min(Aligned((int)header.Length), control.Length)..];
                    break;
            }
        }

        return false;
    }

    private static int Aligned(int length) => (length + 7) & ~7;

    private Span<byte> Begin(int level, int type, int size)
    {
        var piece = _destination.Slice(Length, Aligned(HeaderSize + size));
        piece.Clear();
        MemoryMarshal.Write(piece, new Libc.ControlHeader { Length = (nuint)(HeaderSize + size), Level = level, Type = type });
        Length += piece.Length;
        return piece.Slice(HeaderSize, size);
    }
}
