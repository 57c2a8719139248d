using System.Buffers.Binary;

namespace Visio.Rtc.Srtp;

/// <summary>
/// The cryptography of one profile with the session keys of one direction of RTP or of RTCP. Knows the layout of protected packets, and
/// nothing of indices beyond using them. Owned by one thread.
/// </summary>
internal abstract class SrtpTransform : IDisposable
{
    /// <summary>The word that carries the E bit and the 31-bit index (RFC 3711 §3.4).</summary>
    public const int RtcpIndexLength = 4;

    /// <summary>Bytes of an RTCP packet that stay in the clear: the first header and its SSRC (RFC 3711 §3.4).</summary>
    public const int RtcpClearLength = 8;

    /// <summary>The E bit: the packet is encrypted.</summary>
    protected const uint Encrypted = 0x80000000;

    /// <summary>The objects that each packet reads (<see cref="Buffers.CacheLines"/>).</summary>
    public abstract object[] State { get; }

    /// <summary>Asks for the memory of OpenSSL that the next packet reads (<see cref="Buffers.CacheLines"/>); to be called once <see cref="State"/> is there.</summary>
    public abstract void Warm();

    /// <summary>Writes header, encrypted payload and tag.</summary>
    /// <returns>The length written.</returns>
    public abstract int ProtectRtp(uint ssrc, ulong index, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, Span<byte> destination);

    /// <summary>Checks the tag and decrypts in place; the caller has checked that the packet holds header and tag.</summary>
    public abstract bool UnprotectRtp(uint ssrc, ulong index, int headerLength, Span<byte> packet);

    /// <summary>Writes the encrypted packet, tag and index.</summary>
    /// <returns>The length written.</returns>
    public abstract int ProtectRtcp(uint ssrc, uint index, ReadOnlySpan<byte> packet, Span<byte> destination);

    /// <summary>Checks the tag and decrypts in place; the caller has checked that the packet holds the clear part, tag and index.</summary>
    public abstract bool UnprotectRtcp(uint ssrc, Span<byte> packet);

    /// <summary>Reads the word with the E bit and the index where the profile puts it.</summary>
    public abstract uint ReadRtcpIndex(ReadOnlySpan<byte> packet);

    public abstract void Dispose();

    protected static void WriteRtcpIndex(uint word, Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, word);
}
