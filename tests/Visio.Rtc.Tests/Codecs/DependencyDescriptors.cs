using Visio.Rtc.Codecs;

namespace Visio.Rtc.Tests.Codecs;

/// <summary>Descriptors written field by field, in the words of the format (RTP Payload Format for AV1, A.8).</summary>
internal static class DependencyDescriptors
{
    /// <summary>
    /// A structure of two spatial and two temporal layers whose pictures are independent between key frames (L2T2_KEY), with the four decode
    /// targets S0T0, S0T1, S1T0, S1T1, and pictures of 320×180 and 640×360.
    /// </summary>
    /// <param name="idOffset">The identifier of the first template.</param>
    public static (uint Value, int Bits)[] L2T2Key(uint idOffset = 0)
    {
        List<(uint, int)> bits = [(idOffset, 6), (3, 5)];

        // Templates: S0T0 key, S0T0, S0T1, S1T0 key, S1T0, S1T1.
        bits.AddRange([(0, 2), (1, 2), (2, 2), (0, 2), (1, 2), (3, 2)]);

        // Indications for S0T0, S0T1, S1T0, S1T1: - 0, D 1, S 2, R 3.
        foreach (var indications in (string[])["SSSS", "SS--", "-D--", "--SS", "--SS", "---D"])
        {
            bits.AddRange(indications.Select(i => ((uint)"-DSR".IndexOf(i, StringComparison.Ordinal), 2)));
        }

        // Differences: none; the picture before, of the same layer; 1 for the upper frame of a key picture.
        foreach (var difference in (int[])[0, 2, 2, 1, 2, 2])
        {
            bits.AddRange(difference == 0 ? [(0, 1)] : [(1, 1), ((uint)difference - 1, 4), (0, 1)]);
        }

        // Two chains (ns(5) in three bits: 2), which protect the targets 0, 0, 1, 1 (ns(2) in one bit).
        bits.AddRange([(2, 2), (0, 1), (0, 1), (1, 1), (1, 1)]);
        bits.AddRange(Enumerable.Repeat((0u, 4), 6 * 2));
        bits.AddRange([(1, 1), (319, 16), (179, 16), (639, 16), (359, 16)]);
        return [.. bits];
    }

    /// <summary>The first bytes of any descriptor.</summary>
    public static (uint Value, int Bits)[] Frame(uint template, uint number, bool isStart = true, bool isEnd = true) =>
        [(isStart ? 1u : 0, 1), (isEnd ? 1u : 0, 1), (template, 6), (number, 16)];

    /// <summary>Puts fields together.</summary>
    public static byte[] Write(params (uint Value, int Bits)[][] fields)
    {
        var bytes = new byte[255];
        var writer = new BitWriter(bytes);
        foreach (var (value, bits) in fields.SelectMany(f => f))
        {
            writer.Write(value, bits);
        }

        return bytes[..writer.Length];
    }

    /// <summary>A key frame of the lowest layer with the structure.</summary>
    public static byte[] Key(uint number, uint idOffset = 0) =>
        Write(Frame(idOffset, number), [(1, 1), (0, 1), (0, 3)], L2T2Key(idOffset));
}
