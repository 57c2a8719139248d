using Visio.Testing;

namespace Visio.Fuzz;

/// <summary>Makes inputs from a corpus and a seed: random bytes, and corpus entries with bits flipped, cut, spliced and overwritten.</summary>
public sealed class Mutator(IReadOnlyList<byte[]> corpus, int seed)
{
    private const int MaxLength = 1500;

    private static readonly byte[] Interesting = [0x00, 0x01, 0x7F, 0x80, 0xFF];

    private readonly SeededRandom _random = new(seed);

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        if (corpus.Count == 0 || _random.Next(10) == 0)
        {
            var bytes = new byte[_random.Next(128)];
            _random.Fill(bytes);
            return bytes;
        }

        var input = new List<byte>(corpus[_random.Next(corpus.Count)]);
        for (var i = 1 + _random.Next(4); i > 0; i--)
        {
            Mutate(input);
        }

        return [.. input.Take(MaxLength)];
    }

    private void Mutate(List<byte> input)
    {
        var at = _random.Next(input.Count + 1);
        switch (_random.Next(6))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = Interesting[_random.Next(Interesting.Length)];
                break;
            case 2:
                input.RemoveRange(at, _random.Next(input.Count - at + 1));
                break;
            case 3:
                input.Insert(at, (byte)_random.Next(256));
                break;
            case 4 when at < input.Count:
                input[at] = (byte)_random.Next(256);
                break;
            default:
                input.InsertRange(at, corpus[_random.Next(corpus.Count)]);
                break;
        }
    }
}
