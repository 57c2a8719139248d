using System.Buffers.Binary;
using System.Numerics;

namespace Visio.Rtc.Rtcp;

/// <summary>Enumerates the sequence numbers a generic NACK asks for (RFC 4585 §6.2.1): each entry names one and a mask of the next 16.</summary>
public ref struct GenericNack
{
    private ReadOnlySpan<byte> _rest;
    private ushort _packetId;
    private uint _pending;

    private GenericNack(ReadOnlySpan<byte> entries)
    {
        _rest = entries;
        _packetId = 0;
        _pending = 0;
        Current = 0;
    }

    /// <summary>The sequence number read last.</summary>
    public ushort Current { get; private set; }

    /// <summary>Checks the type and makes an enumeration; the stream it is about is <see cref="RtcpPacket.MediaSsrc"/>.</summary>
    public static bool TryParse(scoped in RtcpPacket packet, out GenericNack nack)
    {
        nack = default;
        if (packet.Type != RtcpPacketType.TransportFeedback || packet.Count != RtcpFeedbackFormat.Nack || packet.Body.Length < 12)
        {
            return false;
        }

        nack = new(packet.Body[8..]);
        return true;
    }

    /// <summary>Makes the reader usable in <c>foreach</c>.</summary>
    public readonly GenericNack GetEnumerator() => this;

    /// <summary>Reads the next sequence number; false at the end.</summary>
    public bool MoveNext()
    {
        if (_pending == 0)
        {
            if (_rest.Length < 4)
            {
                return false;
            }

            // Bit 0 stands for the packet itself, bit i for the i-th after it.
            _packetId = BinaryPrimitives.ReadUInt16BigEndian(_rest);
            _pending = ((uint)BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]) << 1) | 1;
            _rest = _rest[4..];
        }

        Current = (ushort)(_packetId + BitOperations.TrailingZeroCount(_pending));
        _pending &= _pending - 1;
        return true;
    }
}
