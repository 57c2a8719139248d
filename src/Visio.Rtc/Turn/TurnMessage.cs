using System.Buffers.Binary;
using System.Security.Cryptography;
using Visio.Rtc.Framing;
using Visio.Rtc.Stun;

namespace Visio.Rtc.Turn;

/// <summary>A STUN message of TURN read in place. It refers to the datagram and lives no longer than it.</summary>
internal ref struct TurnMessage
{
    private const ushort ClassMask = 0x0110;

    private readonly ReadOnlySpan<byte> _message;
    private ReadOnlySpan<byte> _integrity;
    private int _integrityOffset;

    private TurnMessage(ReadOnlySpan<byte> message)
    {
        _message = message;
        var type = BinaryPrimitives.ReadUInt16BigEndian(message);
        Class = (StunClass)(type & ClassMask);
        Method = (TurnMethod)(type & ~ClassMask);
        TransactionId = StunTransactionId.Read(message[8..]);
    }

    public StunClass Class { get; }

    public TurnMethod Method { get; }

    public StunTransactionId TransactionId { get; }

    public ReadOnlySpan<byte> Username { get; private set; }

    public ReadOnlySpan<byte> Realm { get; private set; }

    public ReadOnlySpan<byte> Nonce { get; private set; }

    public readonly bool HasIntegrity => !_integrity.IsEmpty;

    /// <summary>The protocol number of REQUESTED-TRANSPORT.</summary>
    public byte? RequestedTransport { get; private set; }

    /// <summary>The family of REQUESTED-ADDRESS-FAMILY: 1 is IPv4, 2 is IPv6.</summary>
    public byte? RequestedFamily { get; private set; }

    /// <summary>LIFETIME in seconds.</summary>
    public uint? Lifetime { get; private set; }

    public ushort? Channel { get; private set; }

    /// <summary>The first XOR-PEER-ADDRESS; <see cref="TryReadPeer"/> finds the others.</summary>
    public TransportAddress? Peer { get; private set; }

    public bool HasData { get; private set; }

    /// <summary>Where DATA lies in the message.</summary>
    public Range Data { get; private set; }

    /// <summary>Whether EVEN-PORT or RESERVATION-TOKEN asks for a port that suits.</summary>
    public bool WantsReservation { get; private set; }

    /// <summary>The first attribute that must be understood and is not (RFC 8489 §6.3.1), or 0.</summary>
    public ushort UnknownRequired { get; private set; }

    /// <summary>Reads a message; false when it is no STUN message, is cut short, or an attribute is not as it must be.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out TurnMessage message)
    {
        message = default;
        if (!StunMessage.HasHeader(datagram, StreamFraming.MaxDatagramSize))
        {
            return false;
        }

        var read = new TurnMessage(datagram);
        var ended = false;
        for (var offset = StunMessage.HeaderSize; offset < datagram.Length;)
        {
            if (ended || !StunMessage.TryReadAttribute(datagram, offset, out var type, out var value))
            {
                return false;
            }

            ended = type == StunAttribute.Fingerprint;

            // What follows MESSAGE-INTEGRITY is not protected and so ignored, save FINGERPRINT (RFC 8489 §14.5).
            if ((read._integrity.IsEmpty || ended) && !read.TryAdd(offset, type, value))
            {
                return false;
            }

            offset += 4 + StunMessage.Padded(value.Length);
        }

        message = read;
        return true;
    }

    /// <summary>Whether MESSAGE-INTEGRITY is the HMAC-SHA1 of the message under <paramref name="key"/> (RFC 8489 §14.5).</summary>
    public readonly bool VerifyIntegrity(ReadOnlySpan<byte> key) => StunMessage.VerifyIntegrity(_message, _integrityOffset, _integrity, key);

    /// <summary>Reads the next XOR-PEER-ADDRESS (RFC 8656 §18.3): CreatePermission may have several.</summary>
    /// <param name="offset">Where to go on; 0 at first.</param>
    /// <param name="peer">The address.</param>
    public readonly bool TryReadPeer(ref int offset, out TransportAddress peer)
    {
        peer = default;
        offset = Math.Max(offset, StunMessage.HeaderSize);
        var end = HasIntegrity ? _integrityOffset : _message.Length;
        while (offset < end && StunMessage.TryReadAttribute(_message, offset, out var type, out var value))
        {
            offset += 4 + StunMessage.Padded(value.Length);
            if ((TurnAttribute)type == TurnAttribute.XorPeerAddress)
            {
                return StunMessage.TryReadXorAddress(_message, value, out peer);
            }
        }

        return false;
    }

    private bool TryAdd(int offset, StunAttribute type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case StunAttribute.Username when Username.IsEmpty:
                Username = value;
                return value.Length is > 0 and < 509; // RFC 8489 §14.3
            case StunAttribute.Realm when Realm.IsEmpty:
                Realm = value;
                return value.Length is > 0 and < 764; // RFC 8489 §14.9
            case StunAttribute.Nonce when Nonce.IsEmpty:
                Nonce = value;
                return value.Length is > 0 and < 764; // RFC 8489 §14.10
            case StunAttribute.MessageIntegrity:
                _integrity = value;
                _integrityOffset = offset;
                return value.Length == HMACSHA1.HashSizeInBytes;
            case StunAttribute.Fingerprint:
                return value.Length == 4
                    && offset + 8 == _message.Length
                    && BinaryPrimitives.ReadUInt32BigEndian(value) == StunFingerprint.Compute(_message[..offset]);
            default:
                return TryAdd(offset, (TurnAttribute)type, value);
        }
    }

    private bool TryAdd(int offset, TurnAttribute type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case TurnAttribute.ChannelNumber:
                Channel ??= value.Length == 4 ? BinaryPrimitives.ReadUInt16BigEndian(value) : null;
                return value.Length == 4;
            case TurnAttribute.Lifetime:
                Lifetime ??= value.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(value) : null;
                return value.Length == 4;
            case TurnAttribute.RequestedTransport:
                RequestedTransport ??= value.Length == 4 ? value[0] : null;
                return value.Length == 4;
            case TurnAttribute.RequestedAddressFamily:
                RequestedFamily ??= value.Length == 4 ? value[0] : null;
                return value.Length == 4;
            case TurnAttribute.XorPeerAddress:
                var isAddress = StunMessage.TryReadXorAddress(_message, value, out var peer);
                Peer ??= peer;
                return isAddress;
            case TurnAttribute.Data when !HasData:
                HasData = true;
                Data = (offset + 4)..(offset + 4 + value.Length);
                return true;
            case TurnAttribute.EvenPort or TurnAttribute.ReservationToken:
                WantsReservation = true;
                return true;
            default:
                if ((ushort)type < 0x8000 && !Enum.IsDefined((StunAttribute)type) && !Enum.IsDefined(type) && UnknownRequired == 0)
                {
                    UnknownRequired = (ushort)type;
                }

                return true;
        }
    }
}
