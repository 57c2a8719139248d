using System.Security.Cryptography;
using Visio.Rtc;

namespace Visio.LiveKit.Rooms;

/// <summary>The operating system's randomness.</summary>
internal sealed class SystemRandom : RandomSource
{
    public static readonly SystemRandom Instance = new();

    public override void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
