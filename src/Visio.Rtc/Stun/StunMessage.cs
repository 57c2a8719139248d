using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Visio.Rtc.Stun;

/// <summary>A STUN message read in place (RFC 8489 §5 and §14). It refers to the datagram and lives no longer than it.</summary>
internal readonly ref struct StunMessage
{
    public const int HeaderSize = 20;
    public const uint MagicCookie = 0x2112A442;
    public const ushort BindingMethod = 0x0001;

    /// <summary>The largest message that is looked at, in bytes: connectivity checks stay far below one MTU.</summary>
    public const int MaxSize = 1280;

    private const int IntegrityAttributeSize = 4 + HMACSHA1.HashSizeInBytes;
    private const ushort ClassMask = 0x0110;

    private readonly ReadOnlySpan<byte> _message;
    private readonly ReadOnlySpan<byte> _integrity;
    private readonly int _integrityOffset;

    private StunMessage(ReadOnlySpan<byte> message, scoped in Builder read)
    {
        _message = message;
        _integrity = read.Integrity;
        _integrityOffset = read.IntegrityOffset;
        var type = BinaryPrimitives.ReadUInt16BigEndian(message);
        Class = (StunClass)(type & ClassMask);
        Method = (ushort)(type & ~ClassMask);
        TransactionId = StunTransactionId.Read(message[8..]);
        Username = read.Username;
        HasFingerprint = read.HasFingerprint;
        UseCandidate = read.UseCandidate;
        Priority = read.Priority;
        Controlling = read.Controlling;
        Controlled = read.Controlled;
        ErrorCode = read.ErrorCode;
        MappedAddress = read.MappedAddress;
        UnknownRequired = read.UnknownRequired;
    }

    public StunClass Class { get; }

    /// <summary>The method, still interleaved with the (cleared) class bits; Binding is 1 either way.</summary>
    public ushort Method { get; }

    public StunTransactionId TransactionId { get; }

    /// <summary>USERNAME in UTF-8; empty when absent.</summary>
    public ReadOnlySpan<byte> Username { get; }

    public bool HasIntegrity => !_integrity.IsEmpty;

    /// <summary>Whether FINGERPRINT was present; a wrong one does not parse.</summary>
    public bool HasFingerprint { get; }

    public bool UseCandidate { get; }

    public uint? Priority { get; }

    /// <summary>The tie-breaker of ICE-CONTROLLING.</summary>
    public ulong? Controlling { get; }

    /// <summary>The tie-breaker of ICE-CONTROLLED.</summary>
    public ulong? Controlled { get; }

    public StunErrorCode ErrorCode { get; }

    /// <summary>XOR-MAPPED-ADDRESS, decoded; default when absent.</summary>
    public TransportAddress MappedAddress { get; }

    /// <summary>The first attribute that must be understood and is not (RFC 8489 §6.3.1), or 0.</summary>
    public ushort UnknownRequired { get; }

    /// <summary>Reads a message; false when it is not a STUN message of this version, is cut short, or its FINGERPRINT is wrong.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out StunMessage message)
    {
        message = default;
        if (!HasHeader(datagram))
        {
            return false;
        }

        var read = default(Builder);
        for (var offset = HeaderSize; offset < datagram.Length;)
        {
            if (!TryReadAttribute(datagram, offset, out var type, out var value))
            {
                return false;
            }

            if (read.HasFingerprint)
            {
                return false; // FINGERPRINT is the last attribute (RFC 8489 §14.7).
            }

            // What follows MESSAGE-INTEGRITY is not protected and so ignored, save FINGERPRINT (RFC 8489 §14.5).
            var covered = read.Integrity.IsEmpty || type == StunAttribute.Fingerprint;
            if (covered && !read.TryAdd(datagram, offset, type, value))
            {
                return false;
            }

            offset += 4 + Padded(value.Length);
        }

        message = new(datagram, in read);
        return true;
    }

    /// <summary>Reads USERNAME alone, without checking or decoding anything else; false when there is none.</summary>
    public static bool TryReadUsername(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> username)
    {
        username = default;
        if (!HasHeader(datagram))
        {
            return false;
        }

        for (var offset = HeaderSize; TryReadAttribute(datagram, offset, out var type, out var value); offset += 4 + Padded(value.Length))
        {
            if (type == StunAttribute.Username)
            {
                username = value;
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether MESSAGE-INTEGRITY is the HMAC-SHA1 of the message under <paramref name="key"/> (RFC 8489 §14.5).</summary>
    public bool VerifyIntegrity(ReadOnlySpan<byte> key) => VerifyIntegrity(_message, _integrityOffset, _integrity, key);

    /// <summary>Whether an attribute is the HMAC-SHA1 of the message before it under <paramref name="key"/> (RFC 8489 §14.5).</summary>
    internal static bool VerifyIntegrity(ReadOnlySpan<byte> message, int offset, ReadOnlySpan<byte> integrity, ReadOnlySpan<byte> key)
    {
        if (integrity.IsEmpty || offset > MaxSize)
        {
            return false;
        }

        // The length field counts as if the message ended with MESSAGE-INTEGRITY.
        Span<byte> signed = stackalloc byte[MaxSize];
        signed = signed[..offset];
        message[..offset].CopyTo(signed);
        BinaryPrimitives.WriteUInt16BigEndian(signed[2..], (ushort)(offset + IntegrityAttributeSize - HeaderSize));
        Span<byte> expected = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(key, signed, expected);
        return CryptographicOperations.FixedTimeEquals(expected, integrity);
    }

    internal static int Padded(int length) => (length + 3) & ~3;

    /// <summary>Whether this is as long as its header says, and a STUN message of this version.</summary>
    internal static bool HasHeader(ReadOnlySpan<byte> datagram, int maxSize = MaxSize) =>
        datagram.Length >= HeaderSize && datagram.Length <= maxSize
        && (datagram[0] & 0xC0) == 0
        && BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) == datagram.Length - HeaderSize
        && (datagram.Length & 3) == 0
        && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == MagicCookie;

    /// <summary>Reads the attribute at an offset; false when it does not fit.</summary>
    internal static bool TryReadAttribute(ReadOnlySpan<byte> datagram, int offset, out StunAttribute type, out ReadOnlySpan<byte> value)
    {
        type = default;
        value = default;
        if (offset + 4 > datagram.Length)
        {
            return false;
        }

        type = (StunAttribute)BinaryPrimitives.ReadUInt16BigEndian(datagram[offset..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[(offset + 2)..]);
        if (offset + 4 + Padded(length) > datagram.Length)
        {
            return false;
        }

        value = datagram.Slice(offset + 4, length);
        return true;
    }

    /// <summary>An address as in XOR-MAPPED-ADDRESS (RFC 8489 §14.2): port and address XORed with the magic cookie and the transaction id.</summary>
    internal static bool TryReadXorAddress(ReadOnlySpan<byte> message, ReadOnlySpan<byte> value, out TransportAddress address)
    {
        address = default;
        if (value.Length < 8)
        {
            return false;
        }

        var port = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(value[2..]) ^ (MagicCookie >> 16));
        switch (value[1], value.Length)
        {
            case (1, 8):
                address = TransportAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(value[4..]) ^ MagicCookie, port);
                return true;
            case (2, 20):
                var high = BinaryPrimitives.ReadUInt64BigEndian(value[4..]) ^ BinaryPrimitives.ReadUInt64BigEndian(message[4..]);
                var low = BinaryPrimitives.ReadUInt64BigEndian(value[12..]) ^ BinaryPrimitives.ReadUInt64BigEndian(message[12..]);
                address = new(high, low, port);
                return true;
            default:
                return false;
        }
    }

    /// <summary>What the attributes said so far. Of an attribute that appears twice the first counts (RFC 8489 §14).</summary>
    private ref struct Builder
    {
        public ReadOnlySpan<byte> Username;
        public ReadOnlySpan<byte> Integrity;
        public int IntegrityOffset;
        public bool HasFingerprint;
        public bool UseCandidate;
        public uint? Priority;
        public ulong? Controlling;
        public ulong? Controlled;
        public StunErrorCode ErrorCode;
        public TransportAddress MappedAddress;
        public ushort UnknownRequired;

        /// <returns>False when the attribute's value cannot be right.</returns>
        public bool TryAdd(ReadOnlySpan<byte> message, int offset, StunAttribute type, ReadOnlySpan<byte> value)
        {
            switch (type)
            {
                case StunAttribute.Username when Username.IsEmpty:
                    Username = value;
                    return value.Length is > 0 and < 509; // RFC 8489 §14.3
                case StunAttribute.MessageIntegrity:
                    Integrity = value;
                    IntegrityOffset = offset;
                    return value.Length == HMACSHA1.HashSizeInBytes;
                case StunAttribute.Fingerprint:
                    HasFingerprint = true;
                    return value.Length == 4
                        && offset + 8 == message.Length
                        && BinaryPrimitives.ReadUInt32BigEndian(value) == StunFingerprint.Compute(message[..offset]);
                case StunAttribute.XorMappedAddress when MappedAddress == default:
                    return TryReadXorAddress(message, value, out MappedAddress);
                case StunAttribute.ErrorCode when ErrorCode == StunErrorCode.None:
                    return TryReadError(value, out ErrorCode);
                case StunAttribute.UseCandidate:
                    UseCandidate = true;
                    return value.IsEmpty;
                case StunAttribute.Priority when value.Length == 4:
                    Priority ??= BinaryPrimitives.ReadUInt32BigEndian(value);
                    return true;
                case StunAttribute.IceControlling when value.Length == 8:
                    Controlling ??= BinaryPrimitives.ReadUInt64BigEndian(value);
                    return true;
                case StunAttribute.IceControlled when value.Length == 8:
                    Controlled ??= BinaryPrimitives.ReadUInt64BigEndian(value);
                    return true;
                case StunAttribute.Priority or StunAttribute.IceControlling or StunAttribute.IceControlled:
                    return false;
                default:
                    if ((ushort)type < 0x8000 && !Enum.IsDefined(type) && UnknownRequired == 0)
                    {
                        UnknownRequired = (ushort)type;
                    }

                    return true;
            }
        }

        /// <summary>ERROR-CODE (RFC 8489 §14.8): the hundreds and the rest stand in a byte each.</summary>
        private static bool TryReadError(ReadOnlySpan<byte> value, out StunErrorCode code)
        {
            code = default;
            if (value.Length < 4 || (value[2] & 7) is < 3 or > 6 || value[3] > 99)
            {
                return false;
            }

            code = (StunErrorCode)(((value[2] & 7) * 100) + value[3]);
            return true;
        }
    }
}
