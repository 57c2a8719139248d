using System.Buffers.Binary;
using System.Security.Cryptography;
using Visio.Rtc.Time;

namespace Visio.Rtc.Sctp;

/// <summary>Everything needed to build the association, sent to the peer and taken back, so that INIT leaves no state (RFC 9260 §5.1.3).</summary>
/// <param name="Created">When the INIT ACK was made.</param>
/// <param name="LocalTag">The verification tag we gave in the INIT ACK.</param>
/// <param name="LocalInitialTsn">The initial TSN we gave in the INIT ACK.</param>
/// <param name="LocalTieTag">Our tag of the association that existed then, or 0 (RFC 9260 §5.2.2).</param>
/// <param name="PeerTieTag">The peer's tag of the association that existed then, or 0.</param>
/// <param name="Peer">What the peer said in its INIT.</param>
internal readonly record struct StateCookie(
    Instant Created, uint LocalTag, Tsn LocalInitialTsn, uint LocalTieTag, uint PeerTieTag, PeerSetup Peer)
{
    public const int KeySize = 32;

    private const int ContentSize = 41;
    private const int Size = ContentSize + HMACSHA256.HashSizeInBytes;

    public byte[] Seal(ReadOnlySpan<byte> key)
    {
        var cookie = new byte[Size];
        var b = cookie.AsSpan();
        BinaryPrimitives.WriteInt64BigEndian(b, Created.Ticks);
        BinaryPrimitives.WriteUInt32BigEndian(b[8..], LocalTag);
        BinaryPrimitives.WriteUInt32BigEndian(b[12..], LocalInitialTsn.Value);
        BinaryPrimitives.WriteUInt32BigEndian(b[16..], LocalTieTag);
        BinaryPrimitives.WriteUInt32BigEndian(b[20..], PeerTieTag);
        BinaryPrimitives.WriteUInt32BigEndian(b[24..], Peer.Tag);
        BinaryPrimitives.WriteUInt32BigEndian(b[28..], Peer.InitialTsn.Value);
        BinaryPrimitives.WriteUInt32BigEndian(b[32..], Peer.Window);
        BinaryPrimitives.WriteUInt16BigEndian(b[36..], Peer.OutboundStreams);
        BinaryPrimitives.WriteUInt16BigEndian(b[38..], Peer.InboundStreams);
        b[40] = (byte)((Peer.SupportsForwardTsn ? 1 : 0) | (Peer.SupportsReConfig ? 2 : 0));
        HMACSHA256.HashData(key, b[..ContentSize], b[ContentSize..]);
        return cookie;
    }

    /// <summary>Takes a cookie back; false unless <paramref name="key"/> sealed exactly these bytes.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> b, ReadOnlySpan<byte> key, out StateCookie cookie)
    {
        cookie = default;
        if (b.Length != Size)
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, b[..ContentSize], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, b[ContentSize..]))
        {
            return false;
        }

        var peer = new PeerSetup(
            BinaryPrimitives.ReadUInt32BigEndian(b[24..]),
            new(BinaryPrimitives.ReadUInt32BigEndian(b[28..])),
            BinaryPrimitives.ReadUInt32BigEndian(b[32..]),
            BinaryPrimitives.ReadUInt16BigEndian(b[36..]),
            BinaryPrimitives.ReadUInt16BigEndian(b[38..]),
            (b[40] & 1) != 0,
            (b[40] & 2) != 0);
        cookie = new(
            new(BinaryPrimitives.ReadInt64BigEndian(b)),
            BinaryPrimitives.ReadUInt32BigEndian(b[8..]),
            new(BinaryPrimitives.ReadUInt32BigEndian(b[12..])),
            BinaryPrimitives.ReadUInt32BigEndian(b[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(b[20..]),
            peer);
        return true;
    }
}
