using System.Buffers.Binary;
using Visio.Testing;

namespace Visio.Rtc.Tests.Sctp;

/// <summary>Randomness whose 4-byte draws all give one number: tag and initial TSN are then known.</summary>
internal sealed class StartingAt(uint number, int seed) : RandomSource
{
    private readonly SeededRandom _random = new(seed);

    public override void Fill(Span<byte> destination)
    {
        if (destination.Length == 4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, number);
        }
        else
        {
            _random.Fill(destination);
        }
    }
}
