using System.Buffers.Binary;

namespace Visio.Rtc.Rtp;

/// <summary>The retransmission payload format (RFC 4588 §4): a packet's own payload behind its original sequence number.</summary>
public static class RtxPacket
{
    /// <summary>Bytes before the original payload.</summary>
    public const int HeaderLength = 2;

    /// <summary>Writes the payload of a retransmission.</summary>
    /// <returns>The length written: <see cref="HeaderLength"/> more than the payload.</returns>
    public static int WritePayload(ushort originalSequenceNumber, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, originalSequenceNumber);
        payload.CopyTo(destination[HeaderLength..]);
        return HeaderLength + payload.Length;
    }

    /// <summary>
    /// Rebuilds the original packet in place: the header moves two bytes towards the payload and gets the original sequence number, SSRC and
    /// payload type back. False when the payload is too short, as in a retransmission stream's padding; nothing is changed then.
    /// </summary>
    public static bool TryRestore(Span<byte> packet, uint ssrc, byte payloadType, out Span<byte> original)
    {
        original = default;
        if (!RtpPacket.TryParse(packet, out var rtx) || rtx.Payload.Length < HeaderLength)
        {
            return false;
        }

        var headerLength = rtx.HeaderLength;
        var sequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(rtx.Payload);
        packet[..headerLength].CopyTo(packet[HeaderLength..]);
        original = packet[HeaderLength..];
        original[1] = (byte)((original[1] & 0x80) | (payloadType & 0x7F));
        BinaryPrimitives.WriteUInt16BigEndian(original[2..], sequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(original[8..], ssrc);
        return true;
    }
}
