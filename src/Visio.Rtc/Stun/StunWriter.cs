using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Visio.Rtc.Stun;

/// <summary>
/// Writes a STUN message attribute by attribute (RFC 8489 §5 and §14); integrity and fingerprint come last, in this order.
/// The destination must hold <see cref="StunMessage.MaxSize"/> bytes or what is written.
/// </summary>
internal ref struct StunWriter
{
    private readonly Span<byte> _destination;

    public StunWriter(Span<byte> destination, StunClass messageClass, StunTransactionId transaction, ushort method = StunMessage.BindingMethod)
    {
        _destination = destination;
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)((ushort)messageClass | method));
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], StunMessage.MagicCookie);
        transaction.Write(destination[8..]);
        Length = StunMessage.HeaderSize;
    }

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    public void AddBytes(StunAttribute type, scoped ReadOnlySpan<byte> value)
    {
        var body = Begin(type, value.Length);
        value.CopyTo(body);
    }

    public void AddUInt32(StunAttribute type, uint value) => BinaryPrimitives.WriteUInt32BigEndian(Begin(type, 4), value);

    public void AddUInt64(StunAttribute type, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Begin(type, 8), value);

    public void AddFlag(StunAttribute type) => Begin(type, 0);

    /// <summary>USERNAME as a check carries it: the receiver's fragment, a colon, the sender's (RFC 8445 §7.2.2).</summary>
    public void AddUsername(ReadOnlySpan<byte> receiver, ReadOnlySpan<byte> sender)
    {
        var body = Begin(StunAttribute.Username, receiver.Length + 1 + sender.Length);
        receiver.CopyTo(body);
        body[receiver.Length] = (byte)':';
        sender.CopyTo(body[(receiver.Length + 1)..]);
    }

    /// <summary>XOR-MAPPED-ADDRESS (RFC 8489 §14.2).</summary>
    public void AddXorMappedAddress(TransportAddress address) => AddXorAddress(StunAttribute.XorMappedAddress, address);

    /// <summary>An address in the form of XOR-MAPPED-ADDRESS.</summary>
    public void AddXorAddress(StunAttribute type, TransportAddress address)
    {
        var body = Begin(type, address.IsIPv4 ? 8 : 20);
        body[1] = address.IsIPv4 ? (byte)1 : (byte)2;
        BinaryPrimitives.WriteUInt16BigEndian(body[2..], (ushort)(address.Port ^ (StunMessage.MagicCookie >> 16)));
        if (address.IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(body[4..], (uint)address.Low ^ StunMessage.MagicCookie);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(body[4..], address.High ^ BinaryPrimitives.ReadUInt64BigEndian(_destination[4..]));
            BinaryPrimitives.WriteUInt64BigEndian(body[12..], address.Low ^ BinaryPrimitives.ReadUInt64BigEndian(_destination[12..]));
        }
    }

    /// <summary>ERROR-CODE with an empty reason phrase, which is for people only (RFC 8489 §14.8).</summary>
    public void AddErrorCode(StunErrorCode code)
    {
        var body = Begin(StunAttribute.ErrorCode, 4);
        body[2] = (byte)((ushort)code / 100);
        body[3] = (byte)((ushort)code % 100);
    }

    /// <summary>UNKNOWN-ATTRIBUTES with one entry (RFC 8489 §14.9).</summary>
    public void AddUnknownAttribute(ushort type) =>
        BinaryPrimitives.WriteUInt16BigEndian(Begin(StunAttribute.UnknownAttributes, 2), type);

    /// <summary>MESSAGE-INTEGRITY under a key (RFC 8489 §14.5).</summary>
    public void AddIntegrity(ReadOnlySpan<byte> key)
    {
        var covered = Length;
        var body = Begin(StunAttribute.MessageIntegrity, HMACSHA1.HashSizeInBytes);
        HMACSHA1.HashData(key, _destination[..covered], body);
    }

    /// <summary>FINGERPRINT (RFC 8489 §14.7); nothing may follow.</summary>
    public void AddFingerprint()
    {
        var covered = Length;
        var body = Begin(StunAttribute.Fingerprint, 4);
        BinaryPrimitives.WriteUInt32BigEndian(body, StunFingerprint.Compute(_destination[..covered]));
    }

    /// <summary>Writes an attribute's header, clears its padded value and counts it in the message's length field.</summary>
    private Span<byte> Begin(StunAttribute type, int length)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_destination[Length..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(_destination[(Length + 2)..], (ushort)length);
        var body = _destination.Slice(Length + 4, StunMessage.Padded(length));
        body.Clear();
        Length += 4 + body.Length;
        BinaryPrimitives.WriteUInt16BigEndian(_destination[2..], (ushort)(Length - StunMessage.HeaderSize));
        return body[..length];
    }
}
