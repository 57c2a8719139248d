using System.Buffers.Binary;

namespace Visio.Server.Certificates.Acme;

/// <summary>Reads of a ClientHello (RFC 8446 §4.1.2) which protocols it offers (ALPN, RFC 7301 §3.1).</summary>
internal static class ClientHello
{
    private const int RecordHeader = 5;
    private const byte Handshake = 22;
    private const byte ClientHelloType = 1;
    private const ushort AlpnExtension = 16;

    /// <summary>The most that is waited for; none of today comes near it.</summary>
    private const int MaxRecord = 16 * 1024;

    /// <summary>Whether a protocol is among those offered; null while more of the first record is to come.</summary>
    public static bool? Offers(ReadOnlySpan<byte> received, ReadOnlySpan<byte> protocol)
    {
        if (received.Length < RecordHeader)
        {
            return received is [] or [Handshake, ..] ? null : false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(received[3..]);
        if (received[0] != Handshake || length > MaxRecord)
        {
            return false;
        }

        return received.Length < RecordHeader + length ? null : Look(received.Slice(RecordHeader, length), protocol);
    }

    private static bool Look(ReadOnlySpan<byte> hello, ReadOnlySpan<byte> protocol)
    {
        // Type, length (3), version (2), random (32); then session, cipher suites and compression methods, each with its length.
        if (hello is not [ClientHelloType, ..] || !TrySkip(ref hello, 4 + 2 + 32)
            || !TryTake(ref hello, 1, out _) || !TryTake(ref hello, 2, out _) || !TryTake(ref hello, 1, out _) || !TryTake(ref hello, 2, out var extensions))
        {
            return false;
        }

        while (extensions.Length >= 2)
        {
            var type = BinaryPrimitives.ReadUInt16BigEndian(extensions);
            extensions = extensions[2..];
            if (!TryTake(ref extensions, 2, out var value))
            {
                return false;
            }

            if (type == AlpnExtension)
            {
                return TryTake(ref value, 2, out var names) && HasName(names, protocol);
            }
        }

        return false;
    }

    private static bool HasName(ReadOnlySpan<byte> names, ReadOnlySpan<byte> protocol)
    {
        while (TryTake(ref names, 1, out var name))
        {
            if (name.SequenceEqual(protocol))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> rest, int count)
    {
        if (rest.Length < count)
        {
            return false;
        }

        rest = rest[count..];
        return true;
    }

    /// <summary>Takes what stands after its length of one or two bytes.</summary>
    private static bool TryTake(ref ReadOnlySpan<byte> rest, int lengthSize, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (rest.Length < lengthSize)
        {
            return false;
        }

        var length = lengthSize == 1 ? rest[0] : BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (rest.Length < lengthSize + length)
        {
            return false;
        }

        value = rest.Slice(lengthSize, length);
        rest = rest[(lengthSize + length)..];
        return true;
    }
}
