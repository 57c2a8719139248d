using System.Text.Json;

namespace Visio.LiveKit.Rooms;

/// <summary>Candidates as the JSON of the W3C's <c>RTCIceCandidateInit</c>.</summary>
internal static class IceCandidateJson
{
    /// <summary>The candidates in the first media section that has any (all sections are bundled), for component 1.</summary>
    public static IReadOnlyList<string> FromDescription(string description)
    {
        string? mid = null;
        var index = -1;
        var found = new List<string>();
        var section = new List<string>();
        foreach (var line in description.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("m="))
            {
                if (section.Count > 0)
                {
                    break;
                }

                index++;
            }
            else if (line.StartsWith("a=mid:"))
            {
                mid = line["a=mid:".Length..].ToString();
            }
            else if (line.StartsWith("a=candidate:"))
            {
                section.Add(line["a=".Length..].ToString());
            }
        }

        foreach (var candidate in section.Where(c => c.Split(' ') is [_, "1", ..]))
        {
            found.Add(JsonSerializer.Serialize(
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["candidate"] = candidate,
                    ["sdpMid"] = mid,
                    ["sdpMLineIndex"] = Math.Max(index, 0),
                    ["usernameFragment"] = null,
                }));
        }

        return found;
    }
}
