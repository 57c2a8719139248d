using System.Globalization;
using Visio.Rtc.Units;
using Visio.Testing;

namespace Visio.LinkEmulator;

/// <summary>Reads conditions as people write them: <c>loss=5% burst=4 delay=100ms jitter=20ms order rate=500k queue=300ms duplicate=1% reorder=2%</c>.</summary>
internal static class ConditionsReader
{
    /// <summary>Reads words into conditions; what is not named is as on a perfect link.</summary>
    /// <exception cref="FormatException">A word is not understood; the message names it.</exception>
    public static LinkConditions Read(IEnumerable<string> words)
    {
        var conditions = LinkConditions.Perfect;
        foreach (var word in words)
        {
            var parts = word.Split('=', 2);
            var value = parts.Length == 2 ? parts[1] : "";
            conditions = parts[0] switch
            {
                "loss" => conditions with { Loss = Share(value) },
                "burst" => conditions with { BurstLength = Number(value) },
                "duplicate" => conditions with { Duplication = Share(value) },
                "reorder" => conditions with { Reordering = Share(value) },
                "delay" => conditions with { Delay = Time(value) },
                "jitter" => conditions with { Jitter = Time(value) },
                "order" => conditions with { KeepsOrder = true },
                "rate" => conditions with { Bandwidth = Rate(value) },
                "queue" => conditions with { MaxQueue = Time(value) },
                _ => throw new FormatException($"not a condition: {word}"),
            };
        }

        return conditions;
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"not a number: {text}");

    private static double Share(string text) =>
        text.EndsWith('%') && Number(text[..^1]) is >= 0 and <= 100 and var percent
            ? percent / 100
            : throw new FormatException($"not a share in percent: {text}");

    private static TimeSpan Time(string text) =>
        text.EndsWith("ms", StringComparison.Ordinal)
            ? TimeSpan.FromMilliseconds(Number(text[..^2]))
            : throw new FormatException($"not a time in ms: {text}");

    private static Bitrate Rate(string text) => text switch
    {
        [.. var number, 'k'] => new((long)(Number(number) * 1000)),
        [.. var number, 'M'] => new((long)(Number(number) * 1_000_000)),
        _ => throw new FormatException($"not a rate in k or M: {text}"),
    };
}
