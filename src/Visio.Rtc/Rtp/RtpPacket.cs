using System.Buffers.Binary;

namespace Visio.Rtc.Rtp;

/// <summary>A view of one plain RTP packet (RFC 3550 §5.1). Reads fields where they stand and copies nothing.</summary>
public readonly ref struct RtpPacket
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _extensionOffset;

    private RtpPacket(ReadOnlySpan<byte> bytes, int headerLength, int extensionOffset, int paddingLength)
    {
        _bytes = bytes;
        HeaderLength = headerLength;
        _extensionOffset = extensionOffset;
        PaddingLength = paddingLength;
    }

    /// <summary>The whole packet.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Bytes before the payload: fixed header, contributing sources and the extension block.</summary>
    public int HeaderLength { get; }

    /// <summary>Bytes of padding at the end, the count byte included; 0 when there is none.</summary>
    public int PaddingLength { get; }

    /// <summary>The M bit.</summary>
    public bool Marker => (_bytes[1] & 0x80) != 0;

    /// <summary>The payload type, 0 to 127.</summary>
    public byte PayloadType => (byte)(_bytes[1] & 0x7F);

    /// <summary>The 16-bit sequence number; see <see cref="SequenceUnwrapper"/>.</summary>
    public ushort SequenceNumber => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>The timestamp, in units of the payload's clock rate.</summary>
    public uint Timestamp => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    /// <summary>The synchronization source.</summary>
    public uint Ssrc => BinaryPrimitives.ReadUInt32BigEndian(_bytes[8..]);

    /// <summary>How many contributing sources the header lists, 0 to 15.</summary>
    public int CsrcCount => _bytes[0] & 0x0F;

    /// <summary>The header, extensions included.</summary>
    public ReadOnlySpan<byte> Header => _bytes[..HeaderLength];

    /// <summary>What the codec reads, without padding; empty for a packet that only pads.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..^PaddingLength];

    /// <summary>The header extension elements, for <c>foreach</c> (RFC 8285).</summary>
    public HeaderExtensionReader Extensions =>
        _extensionOffset == 0
            ? default
            : new(BinaryPrimitives.ReadUInt16BigEndian(_bytes[_extensionOffset..]), _bytes[(_extensionOffset + 4)..HeaderLength]);

    /// <summary>Reads the contributing source at <paramref name="index"/>.</summary>
    public uint Csrc(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, CsrcCount);
        return BinaryPrimitives.ReadUInt32BigEndian(_bytes[(RtpHeader.FixedLength + (4 * index))..]);
    }

    /// <summary>The fixed fields as a value.</summary>
    public RtpHeader ToHeader() => new(Marker, PayloadType, SequenceNumber, Timestamp, Ssrc);

    /// <summary>Finds the first element with <paramref name="id"/>; false when it is absent, or when the id is 0 (not negotiated).</summary>
    public bool TryGetExtension(byte id, out ReadOnlySpan<byte> data)
    {
        if (id != 0)
        {
            foreach (var element in Extensions)
            {
                if (element.Id == id)
                {
                    data = element.Data;
                    return true;
                }
            }
        }

        data = default;
        return false;
    }

    /// <summary>Checks that the header, the extension block and the padding fit into <paramref name="bytes"/> and makes a view of them.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out RtpPacket packet)
    {
        packet = default;
        if (!TryMeasureHeader(bytes, out var headerLength, out var extensionOffset))
        {
            return false;
        }

        var padding = 0;
        if ((bytes[0] & 0x20) != 0)
        {
            padding = bytes[^1];
            if (padding == 0 || padding > bytes.Length - headerLength)
            {
                return false;
            }
        }

        packet = new(bytes, headerLength, extensionOffset, padding);
        return true;
    }

    /// <summary>Measures the header alone: all that can be known of a packet whose payload is still encrypted (RFC 3711 §3.1).</summary>
    public static bool TryMeasureHeader(ReadOnlySpan<byte> bytes, out int headerLength) => TryMeasureHeader(bytes, out headerLength, out _);

    private static bool TryMeasureHeader(ReadOnlySpan<byte> bytes, out int headerLength, out int extensionOffset)
    {
        headerLength = 0;
        extensionOffset = 0;
        if (bytes.Length < RtpHeader.FixedLength || bytes[0] >> 6 != 2)
        {
            return false;
        }

        var length = RtpHeader.FixedLength + (4 * (bytes[0] & 0x0F));
        if ((bytes[0] & 0x10) != 0)
        {
            // RFC 3550 §5.3.1: 16 bits defined by the profile, 16 bits length in words without these four bytes.
            if (bytes.Length < length + 4)
            {
                return false;
            }

            extensionOffset = length;
            length += 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(bytes[(length + 2)..]));
        }

        headerLength = length;
        return length <= bytes.Length;
    }
}
