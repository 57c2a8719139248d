using System.Buffers.Binary;

namespace Visio.Rtc.Framing;

/// <summary>
/// STUN messages and ChannelData follow each other without more (RFC 8656 §12.5): both have their length in bytes 2 and 3, and the first two
/// bits say which it is. ChannelData is filled up to a multiple of 4.
/// </summary>
internal sealed class TurnStreamFraming : StreamFraming
{
    private const int LengthEnd = 4;
    private const int StunHeaderSize = 20;

    public override FrameStatus Read(ReadOnlySpan<byte> stream, out Range datagram, out int consumed)
    {
        (datagram, consumed) = (default, 0);
        if (stream.Length < LengthEnd)
        {
            return stream.IsEmpty || IsStun(stream[0]) || IsChannel(stream[0]) ? FrameStatus.Incomplete : FrameStatus.Malformed;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(stream[2..]);
        switch (stream[0])
        {
            case var first when IsStun(first) && (length & 3) == 0:
                length += StunHeaderSize;
                break;
            case var first when IsChannel(first):
                length += LengthEnd;
                break;
            default:
                return FrameStatus.Malformed;
        }

        if (length > MaxDatagramSize)
        {
            return FrameStatus.Malformed;
        }

        var padded = Padded(length);
        if (stream.Length < padded)
        {
            return FrameStatus.Incomplete;
        }

        consumed = padded;
        datagram = ..length;
        return FrameStatus.Complete;
    }

    public override int Write(ReadOnlySpan<byte> datagram, Span<byte> destination)
    {
        datagram.CopyTo(destination);
        var padded = Padded(datagram.Length);
        destination[datagram.Length..padded].Clear();
        return padded;
    }

    // RFC 8656 §12: the first two bits are 00 for STUN, and 01 for ChannelData, of whose numbers only those from 0x4000 to 0x4FFF are in use.
    private static bool IsStun(byte first) => first < 4;

    private static bool IsChannel(byte first) => first is >= 0x40 and <= 0x4F;

    private static int Padded(int length) => (length + 3) & ~3;
}
