using System.Buffers.Binary;

namespace Visio.Rtc.Rtp;

/// <summary>
/// Writes an RTP header with header extensions in the one-byte form (RFC 3550 §5.1, RFC 8285 §4.2), or in the two-byte form (§4.3) where
/// that was negotiated and is needed. Elements whose id is 0 were not negotiated and are left out, so that callers need no conditions.
/// </summary>
/// <remarks>
/// The destination must hold 12 bytes, and 4 more plus 1 per element, or 2 in the two-byte form, and its data, rounded up to 4, when
/// elements are added.
/// </remarks>
public ref struct RtpHeaderWriter
{
    private readonly Span<byte> _destination;
    private readonly bool _twoByte;
    private int _length;

    /// <summary>Writes the fixed fields.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="header">The fields.</param>
    /// <param name="twoByte">Whether the elements take the two-byte form, in which they may be longer.</param>
    public RtpHeaderWriter(Span<byte> destination, scoped in RtpHeader header, bool twoByte = false)
    {
        _twoByte = twoByte;
        _destination = destination;
        _length = RtpHeader.FixedLength;
        destination[0] = 0x80;
        destination[1] = (byte)((header.Marker ? 0x80 : 0) | (header.PayloadType & 0x7F));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], header.SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], header.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], header.Ssrc);
    }

    /// <summary>Adds an element of 1 to 16 bytes, or to 255 in the two-byte form, under an id from 1 to 14.</summary>
    public void Add(byte id, scoped ReadOnlySpan<byte> data)
    {
        if (id != 0)
        {
            data.CopyTo(Reserve(id, data.Length));
        }
    }

    /// <summary>Adds the level of the sound in the packet (RFC 6464 §3).</summary>
    public void Add(byte id, AudioLevel level)
    {
        if (id != 0)
        {
            Reserve(id, 1)[0] = level.ToByte();
        }
    }

    /// <summary>Adds the moment of sending.</summary>
    public void Add(byte id, AbsoluteSendTime time)
    {
        if (id != 0)
        {
            time.Write(Reserve(id, AbsoluteSendTime.Length));
        }
    }

    /// <summary>Adds how long what is sent is to be held back.</summary>
    public void Add(byte id, PlayoutDelay delay)
    {
        if (id != 0)
        {
            delay.Write(Reserve(id, PlayoutDelay.Length));
        }
    }

    /// <summary>Adds a transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2).</summary>
    public void AddTransportSequenceNumber(byte id, ushort number)
    {
        if (id != 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(Reserve(id, 2), number);
        }
    }

    /// <summary>Closes the extension block.</summary>
    /// <returns>The header's length in bytes.</returns>
    public int Finish()
    {
        if (_length == RtpHeader.FixedLength)
        {
            return _length;
        }

        while ((_length & 3) != 0)
        {
            _destination[_length++] = 0;
        }

        var block = _destination[RtpHeader.FixedLength..];
        BinaryPrimitives.WriteUInt16BigEndian(block, _twoByte ? (ushort)0x1000 : (ushort)0xBEDE);
        BinaryPrimitives.WriteUInt16BigEndian(block[2..], (ushort)((_length - RtpHeader.FixedLength - 4) / 4));
        return _length;
    }

    private Span<byte> Reserve(byte id, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id, 14);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _twoByte ? byte.MaxValue : 16);
        if (_length == RtpHeader.FixedLength)
        {
            _destination[0] |= 0x10;
            _length += 4;
        }

        if (_twoByte)
        {
            _destination[_length++] = id;
            _destination[_length++] = (byte)length;
        }
        else
        {
            _destination[_length++] = (byte)((id << 4) | (length - 1));
        }

        var data = _destination.Slice(_length, length);
        _length += length;
        return data;
    }
}
