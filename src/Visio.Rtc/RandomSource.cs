using System.Buffers.Binary;

namespace Visio.Rtc;

/// <summary>Where randomness comes from: the operating system in production, a printed seed in tests.</summary>
/// <remarks>ICE passwords, cookies and SSRCs are drawn from it, so a production source must be cryptographic (RFC 8445 §5.3).</remarks>
public abstract class RandomSource
{
    /// <summary>Fills <paramref name="destination"/> with uniformly distributed bytes.</summary>
    public abstract void Fill(Span<byte> destination);

    /// <summary>A uniformly distributed 32-bit number.</summary>
    public uint NextUInt32()
    {
        Span<byte> b = stackalloc byte[4];
        Fill(b);
        return BinaryPrimitives.ReadUInt32BigEndian(b);
    }

    /// <summary>A uniformly distributed 64-bit number.</summary>
    public ulong NextUInt64()
    {
        Span<byte> b = stackalloc byte[8];
        Fill(b);
        return BinaryPrimitives.ReadUInt64BigEndian(b);
    }
}
