using System.Buffers.Binary;

namespace Visio.Rtc.Rtcp;

/// <summary>
/// Enumerates the packets of a compound RTCP packet (RFC 3550 §6.1) where they stand. Reduced-size packets are accepted (RFC 5506).
/// Enumeration stops at the first packet that does not fit; <see cref="IsMalformed"/> then says so.
/// </summary>
public ref struct RtcpReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts at the beginning of <paramref name="compound"/>.</summary>
    public RtcpReader(ReadOnlySpan<byte> compound)
    {
        _rest = compound;
        IsMalformed = compound.IsEmpty;
        Current = default;
    }

    /// <summary>Whether what was read so far ended in something that is not RTCP.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The packet read last.</summary>
    public RtcpPacket Current { get; private set; }

    /// <summary>Whether every packet of <paramref name="compound"/> fits.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> compound)
    {
        var reader = new RtcpReader(compound);
        while (reader.MoveNext())
        {
        }

        return !reader.IsMalformed;
    }

    /// <summary>Makes the reader usable in <c>foreach</c>.</summary>
    public readonly RtcpReader GetEnumerator() => this;

    /// <summary>Reads the next packet; false at the end or where the rest is malformed.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (_rest.Length < 4 || _rest[0] >> 6 != 2)
        {
            return Fail();
        }

        // The length counts words after the first one.
        var length = 4 * (BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]) + 1);
        if (length > _rest.Length)
        {
            return Fail();
        }

        var body = _rest[4..length];
        if ((_rest[0] & 0x20) != 0)
        {
            // RFC 3550 §6.4.1: the last byte counts the padding, itself included. Browsers pad transport-wide feedback by 1 to 3 bytes and
            // anywhere in a compound, so no more than that is asked for.
            if (body.IsEmpty || body[^1] == 0 || body[^1] > body.Length)
            {
                return Fail();
            }

            body = body[..^body[^1]];
        }

        Current = new((RtcpPacketType)_rest[1], (byte)(_rest[0] & 0x1F), body);
        _rest = _rest[length..];
        return true;
    }

    private bool Fail()
    {
        _rest = default;
        IsMalformed = true;
        return false;
    }
}
