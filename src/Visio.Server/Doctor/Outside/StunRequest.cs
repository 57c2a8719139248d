using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Visio.Server.Doctor.Outside;

/// <summary>A STUN message that asks something (RFC 8489 §5).</summary>
internal sealed class StunRequest
{
    public const ushort Binding = 0x0001;
    public const ushort Allocate = 0x0003;

    public const ushort Username = 0x0006;
    public const ushort ErrorCode = 0x0009;
    public const ushort Realm = 0x0014;
    public const ushort Nonce = 0x0015;
    public const ushort RequestedTransport = 0x0019;
    public const ushort XorMappedAddress = 0x0020;
    public const ushort Priority = 0x0024;
    public const ushort IceControlling = 0x802A;

    public const uint MagicCookie = 0x2112A442;
    public const int HeaderSize = 20;
    private const ushort Integrity = 0x0008;
    private const ushort Fingerprint = 0x8028;
    private const uint FingerprintMask = 0x5354554E;
    private const uint CrcPolynomial = 0xEDB88320;

    private readonly List<byte> _message;

    public StunRequest(ushort method)
    {
        _message = [.. new byte[8], .. RandomNumberGenerator.GetBytes(12)];
        var header = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_message);
        BinaryPrimitives.WriteUInt16BigEndian(header, method);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], MagicCookie);
    }

    public StunRequest Add(ushort type, string value) => Add(type, Encoding.UTF8.GetBytes(value));

    public StunRequest Add(ushort type, params ReadOnlySpan<byte> value)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(head, type);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)value.Length);
        _message.AddRange(head);
        _message.AddRange(value);
        _message.AddRange(new byte[-value.Length & 3]);
        SetLength(0);
        return this;
    }

    /// <summary>Signs it; the length counts the signature already (RFC 8489 §14.5).</summary>
    public StunRequest Sign(byte[] key)
    {
        SetLength(4 + HMACSHA1.HashSizeInBytes);
        return Add(Integrity, HMACSHA1.HashData(key, Bytes()));
    }

    /// <summary>Ends it with the checksum (RFC 8489 §14.7).</summary>
    public StunRequest Mark()
    {
        SetLength(8);
        var value = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(value, Crc32(Bytes()) ^ FingerprintMask);
        return Add(Fingerprint, value);
    }

    public byte[] Bytes() => [.. _message];

    /// <summary>Whether a message answers this one.</summary>
    public bool IsAnsweredBy(ReadOnlySpan<byte> message) =>
        message.Length >= HeaderSize && message[4..HeaderSize].SequenceEqual(Bytes().AsSpan(4, HeaderSize - 4)) && (message[0] & 1) == 1;

    /// <summary>The address that the server saw; null where it has not said.</summary>
    public static IPEndPoint? MappedAddress(ReadOnlySpan<byte> message)
    {
        if (!TryFind(message, XorMappedAddress, out var value) || value.Length is not (8 or 20))
        {
            return null;
        }

        var address = value[4..].ToArray();
        for (var i = 0; i < address.Length; i++)
        {
            address[i] ^= message[4 + i];
        }

        return new(new IPAddress(address), BinaryPrimitives.ReadUInt16BigEndian(value[2..]) ^ (int)(MagicCookie >> 16));
    }

    /// <summary>The number of the error; 0 for none (RFC 8489 §14.8).</summary>
    public static int ErrorOf(ReadOnlySpan<byte> message) =>
        TryFind(message, ErrorCode, out var value) && value.Length >= 4 ? ((value[2] & 7) * 100) + value[3] : 0;

    /// <summary>Finds an attribute.</summary>
    public static bool TryFind(ReadOnlySpan<byte> message, ushort type, out ReadOnlySpan<byte> value)
    {
        for (var at = HeaderSize; at + 4 <= message.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]);
            if (at + 4 + length > message.Length)
            {
                break;
            }

            value = message.Slice(at + 4, length);
            if (BinaryPrimitives.ReadUInt16BigEndian(message[at..]) == type)
            {
                return true;
            }

            at += 4 + ((length + 3) & ~3);
        }

        value = default;
        return false;
    }

    private void SetLength(int more) => BinaryPrimitives.WriteUInt16BigEndian(
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_message)[2..], (ushort)(_message.Count - HeaderSize + more));

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ CrcPolynomial : crc >> 1;
            }
        }

        return ~crc;
    }
}
