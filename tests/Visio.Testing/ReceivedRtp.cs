using System.Buffers.Binary;
using Visio.Rtc.Time;

namespace Visio.Testing;

/// <summary>A plain RTP packet that a <see cref="TestPeer"/> received, and when.</summary>
public sealed record ReceivedRtp(byte[] Packet, Instant At)
{
    public bool Marker => (Packet[1] & 0x80) != 0;

    public byte PayloadType => (byte)(Packet[1] & 0x7F);

    public ushort SequenceNumber => BinaryPrimitives.ReadUInt16BigEndian(Packet.AsSpan(2));

    public uint Timestamp => BinaryPrimitives.ReadUInt32BigEndian(Packet.AsSpan(4));

    public uint Ssrc => BinaryPrimitives.ReadUInt32BigEndian(Packet.AsSpan(8));

    public ReadOnlySpan<byte> Payload => Packet.AsSpan(HeaderSize);

    private int HeaderSize
    {
        get
        {
            var size = 12 + (4 * (Packet[0] & 0x0F));
            return (Packet[0] & 0x10) == 0 ? size : size + 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(Packet.AsSpan(size + 2)));
        }
    }
}
