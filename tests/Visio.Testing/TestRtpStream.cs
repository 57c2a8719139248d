using System.Buffers.Binary;
using Visio.Rtc.Srtp;

namespace Visio.Testing;

/// <summary>One outgoing RTP stream of a <see cref="TestPeer"/>: counts sequence numbers and timestamps.</summary>
public sealed class TestRtpStream(uint ssrc, byte payloadType)
{
    /// <summary>The most that <see cref="WriteHeader"/> writes besides the header extension, in bytes.</summary>
    public const int MaxFixedHeaderSize = 16;

    public uint Ssrc { get; } = ssrc;

    public byte PayloadType { get; set; } = payloadType;

    public ushort NextSequenceNumber { get; set; }

    public uint NextTimestamp { get; set; }

    /// <summary>Whether header extensions are given in the two-byte form (RFC 8285 §4.3).</summary>
    public bool HasTwoByteExtensions { get; init; }

    internal SrtpSendStream? SrtpStream { get; set; }

    /// <summary>
    /// Writes the next packet's header and moves on. <paramref name="extension"/> holds the elements of a header extension
    /// (RFC 8285 §4.2 or §4.3); it is padded to a multiple of four here.
    /// </summary>
    internal int WriteHeader(Span<byte> destination, uint timestampStep, bool marker, ReadOnlySpan<byte> extension)
    {
        destination[0] = (byte)(extension.IsEmpty ? 0x80 : 0x90);
        destination[1] = (byte)(PayloadType | (marker ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], NextSequenceNumber++);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], NextTimestamp);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Ssrc);
        NextTimestamp += timestampStep;
        if (extension.IsEmpty)
        {
            return 12;
        }

        var words = (extension.Length + 3) / 4;
        BinaryPrimitives.WriteUInt16BigEndian(destination[12..], HasTwoByteExtensions ? (ushort)0x1000 : (ushort)0xBEDE);
        BinaryPrimitives.WriteUInt16BigEndian(destination[14..], (ushort)words);
        var elements = destination.Slice(16, words * 4);
        elements.Clear();
        extension.CopyTo(elements);
        return 16 + elements.Length;
    }
}
