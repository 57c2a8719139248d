using System.Buffers.Binary;

namespace Visio.Rtc.Sctp;

/// <summary>A received INIT or INIT ACK chunk (RFC 9260 §3.3.2, §3.3.3).</summary>
internal readonly ref struct InitChunk
{
    private const int FixedSize = 16;

    /// <summary>How much we report at most, in bytes: the answer has to fit into one packet beside the cookie.</summary>
    private const int MaxUnrecognized = 256;

    private InitChunk(PeerSetup setup, ReadOnlySpan<byte> cookie, byte[] unrecognized)
    {
        Setup = setup;
        Cookie = cookie;
        Unrecognized = unrecognized;
    }

    public PeerSetup Setup { get; }

    /// <summary>The state cookie, for an INIT ACK.</summary>
    public ReadOnlySpan<byte> Cookie { get; }

    /// <summary>Whole parameters that have to be reported to the sender, each padded (RFC 9260 §3.2.2).</summary>
    public byte[] Unrecognized { get; }

    public static bool TryParse(ReadOnlySpan<byte> value, out InitChunk init)
    {
        init = default;
        if (value.Length < FixedSize)
        {
            return false;
        }

        bool forwardTsn = false, reConfig = false;
        ReadOnlySpan<byte> cookie = default;
        byte[] unrecognized = [];
        var parameters = new ParameterReader(value[FixedSize..]);
        while (parameters.TryRead(out var type, out var whole))
        {
            switch (type)
            {
                case ParameterType.ForwardTsnSupported:
                    forwardTsn = true;
                    continue;
                case ParameterType.SupportedExtensions:
                    forwardTsn |= whole[4..].Contains((byte)ChunkType.ForwardTsn);
                    reConfig |= whole[4..].Contains((byte)ChunkType.ReConfig);
                    continue;
                case ParameterType.StateCookie:
                    cookie = whole[4..];
                    continue;

                // There are no IP addresses under DTLS (RFC 8261 §6.1); what tells about them is known and has no effect.
                case ParameterType.IPv4Address or ParameterType.IPv6Address or ParameterType.HostNameAddress:
                case ParameterType.SupportedAddressTypes or ParameterType.CookiePreservative or ParameterType.UnrecognizedParameter:
                    continue;
            }

            // RFC 9260 §3.2.1: the second highest bit asks for a report, the highest for going on.
            if (((ushort)type & 0x4000) != 0 && unrecognized.Length + whole.Length + 3 <= MaxUnrecognized)
            {
                unrecognized = [.. unrecognized, .. whole, .. new byte[-whole.Length & 3]];
            }

            if (((ushort)type & 0x8000) == 0)
            {
                break;
            }
        }

        init = new(
            new(
                BinaryPrimitives.ReadUInt32BigEndian(value),
                new(BinaryPrimitives.ReadUInt32BigEndian(value[12..])),
                BinaryPrimitives.ReadUInt32BigEndian(value[4..]),
                BinaryPrimitives.ReadUInt16BigEndian(value[8..]),
                BinaryPrimitives.ReadUInt16BigEndian(value[10..]),
                forwardTsn,
                reConfig),
            cookie,
            unrecognized);
        return true;
    }

    /// <summary>Our own INIT or, with a cookie, INIT ACK value.</summary>
    public static byte[] Write(uint tag, Tsn initialTsn, uint window, ushort streams, ReadOnlySpan<byte> cookie, ReadOnlySpan<byte> unrecognized)
    {
        var cookieSize = cookie.IsEmpty ? 0 : 4 + ((cookie.Length + 3) & ~3);
        var unrecognizedSize = unrecognized.IsEmpty ? 0 : 4 + unrecognized.Length;
        var value = new byte[FixedSize + 12 + cookieSize + unrecognizedSize];
        var b = value.AsSpan();
        BinaryPrimitives.WriteUInt32BigEndian(b, tag);
        BinaryPrimitives.WriteUInt32BigEndian(b[4..], window);
        BinaryPrimitives.WriteUInt16BigEndian(b[8..], streams);
        BinaryPrimitives.WriteUInt16BigEndian(b[10..], streams);
        BinaryPrimitives.WriteUInt32BigEndian(b[12..], initialTsn.Value);
        b = b[FixedSize..];
        WriteHeader(b, ParameterType.ForwardTsnSupported, 0);
        WriteHeader(b[4..], ParameterType.SupportedExtensions, 2);
        b[8] = (byte)ChunkType.ForwardTsn;
        b[9] = (byte)ChunkType.ReConfig;
        b = b[12..];
        if (cookieSize > 0)
        {
            WriteHeader(b, ParameterType.StateCookie, cookie.Length);
            cookie.CopyTo(b[4..]);
            b = b[cookieSize..];
        }

        if (unrecognizedSize > 0)
        {
            WriteHeader(b, ParameterType.UnrecognizedParameter, unrecognized.Length);
            unrecognized.CopyTo(b[4..]);
        }

        return value;
    }

    private static void WriteHeader(Span<byte> b, ParameterType type, int valueLength)
    {
        BinaryPrimitives.WriteUInt16BigEndian(b, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(b[2..], (ushort)(4 + valueLength));
    }
}
