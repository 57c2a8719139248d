using System.Buffers.Binary;
using System.Text;

namespace Visio.Rtc.Sctp;

/// <summary>The DATA_CHANNEL_OPEN message (RFC 8832 §5.1).</summary>
internal readonly record struct ChannelOpen(string Label, string Protocol, DataChannelReliability Reliability)
{
    public const byte MessageType = 3;

    /// <summary>The whole of DATA_CHANNEL_ACK (RFC 8832 §5.2).</summary>
    public const byte AckMessageType = 2;

    /// <summary>What we take at most for a label and for a protocol name, in bytes: they are kept as long as the channel lives.</summary>
    public const int MaxNameBytes = 1024;

    private const int HeaderSize = 12;
    private const ushort NormalPriority = 256;
    private const byte UnorderedBit = 0x80;

    public byte[] Write()
    {
        var labelSize = Encoding.UTF8.GetByteCount(Label);
        var message = new byte[HeaderSize + labelSize + Encoding.UTF8.GetByteCount(Protocol)];
        var b = message.AsSpan();
        var (kind, limit) = Reliability switch
        {
            { MaxRetransmits: { } retransmits } => (1, retransmits),
            { MaxLifetime: { } lifetime } => (2, (uint)Math.Clamp(lifetime.TotalMilliseconds, 0, uint.MaxValue)),
            _ => (0, 0u),
        };
        b[0] = MessageType;
        b[1] = (byte)(kind | (Reliability.Ordered ? 0 : UnorderedBit));
        BinaryPrimitives.WriteUInt16BigEndian(b[2..], NormalPriority);
        BinaryPrimitives.WriteUInt32BigEndian(b[4..], limit);
        BinaryPrimitives.WriteUInt16BigEndian(b[8..], (ushort)labelSize);
        BinaryPrimitives.WriteUInt16BigEndian(b[10..], (ushort)(message.Length - HeaderSize - labelSize));
        Encoding.UTF8.GetBytes(Label, b[HeaderSize..]);
        Encoding.UTF8.GetBytes(Protocol, b[(HeaderSize + labelSize)..]);
        return message;
    }

    public static bool TryParse(ReadOnlySpan<byte> message, out ChannelOpen open)
    {
        open = default;
        if (message.Length < HeaderSize || message[0] != MessageType)
        {
            return false;
        }

        int labelSize = BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        int protocolSize = BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        if (HeaderSize + labelSize + protocolSize != message.Length || labelSize > MaxNameBytes || protocolSize > MaxNameBytes)
        {
            return false;
        }

        var limit = BinaryPrimitives.ReadUInt32BigEndian(message[4..]);
        DataChannelReliability reliability;
        var ordered = (message[1] & UnorderedBit) == 0;
        switch (message[1] & ~UnorderedBit)
        {
            case 0:
                reliability = new(ordered);
                break;
            case 1:
                reliability = new(ordered, MaxRetransmits: (ushort)Math.Min(limit, ushort.MaxValue));
                break;
            case 2:
                reliability = new(ordered, MaxLifetime: TimeSpan.FromMilliseconds(limit));
                break;
            default:
                return false;
        }

        open = new(
            Encoding.UTF8.GetString(message.Slice(HeaderSize, labelSize)),
            Encoding.UTF8.GetString(message[(HeaderSize + labelSize)..]),
            reliability);
        return true;
    }
}
