using System.Text.Json;

namespace Visio.LiveKit.Tests.Recorded;

/// <summary>Compares JSON with what the reference was recorded to say.</summary>
internal static class RecordedJson
{
    /// <summary>The lines of a recording.</summary>
    public static IReadOnlyList<string> Lines(string name)
    {
        using var stream = typeof(RecordedJson).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>
    /// Where two texts differ: <c>path missing</c>, <c>path added</c> or <c>path is X not Y</c>. Of values that are never the same again
    /// (SIDs, times) only the kind and the prefix count; elements of arrays are compared one by one.
    /// </summary>
    public static IEnumerable<string> Differences(string recorded, string actual)
    {
        using var a = JsonDocument.Parse(recorded);
        using var b = JsonDocument.Parse(actual);
        return [.. Differences(a.RootElement, b.RootElement, "")];
    }

    private static IEnumerable<string> Differences(JsonElement recorded, JsonElement actual, string path)
    {
        if (recorded.ValueKind != actual.ValueKind)
        {
            return [$"{path} is {actual.ValueKind} not {recorded.ValueKind}"];
        }

        return recorded.ValueKind switch
        {
            JsonValueKind.Object => Members(recorded, actual, path),
            JsonValueKind.Array => Elements(recorded, actual, path),
            _ => Stable(recorded.ToString()) == Stable(actual.ToString()) ? [] : [$"{path} is {actual} not {recorded}"],
        };
    }

    private static IEnumerable<string> Members(JsonElement recorded, JsonElement actual, string path)
    {
        foreach (var member in recorded.EnumerateObject())
        {
            var here = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (!actual.TryGetProperty(member.Name, out var counterpart))
            {
                yield return here + " missing";
                continue;
            }

            foreach (var difference in Differences(member.Value, counterpart, here))
            {
                yield return difference;
            }
        }

        foreach (var member in actual.EnumerateObject().Where(m => !recorded.TryGetProperty(m.Name, out _)))
        {
            yield return (path.Length == 0 ? member.Name : $"{path}.{member.Name}") + " added";
        }
    }

    private static IEnumerable<string> Elements(JsonElement recorded, JsonElement actual, string path)
    {
        if (recorded.GetArrayLength() != actual.GetArrayLength())
        {
            return [$"{path} has {actual.GetArrayLength()} not {recorded.GetArrayLength()}"];
        }

        return recorded.EnumerateArray().Zip(actual.EnumerateArray()).SelectMany((pair, i) => Differences(pair.First, pair.Second, $"{path}[{i}]"));
    }

    // SIDs keep their prefix, times and versions of tracks become the number of their digits, everything else stays.
    private static string Stable(string value)
    {
        var sid = value.IndexOf('_', StringComparison.Ordinal);
        if (sid is > 0 and < 4 && value.Length is >= 15 and <= 18 && value[..sid].All(char.IsAsciiLetterUpper))
        {
            return value[..sid];
        }

        return value.Length >= 9 && value.All(char.IsAsciiDigit) ? $"{value.Length} digits" : value;
    }
}
