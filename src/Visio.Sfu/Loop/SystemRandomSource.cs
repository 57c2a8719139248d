using System.Security.Cryptography;
using Visio.Rtc;

namespace Visio.Sfu.Loop;

/// <summary>The operating system's cryptographic randomness; usable from any thread.</summary>
public sealed class SystemRandomSource : RandomSource
{
    /// <summary>The only one there need be.</summary>
    public static readonly SystemRandomSource Instance = new();

    private SystemRandomSource()
    {
    }

    /// <inheritdoc/>
    public override void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
