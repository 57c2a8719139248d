using System.Buffers.Binary;

namespace Visio.Rtc.Framing;

/// <summary>RFC 4571 §2: 16 bits of length, then the packet. A length of 0 is a packet that says nothing.</summary>
internal sealed class LengthPrefixFraming : StreamFraming
{
    private const int HeaderSize = 2;

    public override FrameStatus Read(ReadOnlySpan<byte> stream, out Range datagram, out int consumed)
    {
        (datagram, consumed) = (default, 0);
        if (stream.Length < HeaderSize)
        {
            return FrameStatus.Incomplete;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(stream);
        if (length > MaxDatagramSize)
        {
            return FrameStatus.Malformed;
        }

        if (stream.Length < HeaderSize + length)
        {
            return FrameStatus.Incomplete;
        }

        consumed = HeaderSize + length;
        datagram = HeaderSize..consumed;
        return FrameStatus.Complete;
    }

    public override int Write(ReadOnlySpan<byte> datagram, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)datagram.Length);
        datagram.CopyTo(destination[HeaderSize..]);
        return HeaderSize + datagram.Length;
    }
}
