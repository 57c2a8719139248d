using System.Globalization;

namespace Visio.Bench.Product;

/// <summary>What the resident memory of a process is used for, by its mappings.</summary>
/// <param name="Managed">The garbage collector's: what lies in its reservation, which is far larger than any other.</param>
/// <param name="Native">malloc's, stacks and the runtime's own.</param>
/// <param name="Code">What the runtime compiles; it is mapped twice, writable and executable.</param>
/// <param name="Files">Programs and libraries.</param>
internal sealed record MemoryParts(long Managed, long Native, long Code, long Files)
{
    private const ulong Reservation = 4UL << 30;

    public static MemoryParts Of(int process)
    {
        var parts = new MemoryParts(0, 0, 0, 0);
        foreach (var region in Regions(process))
        {
            var isManaged = region[^1].End - region[0].Start > Reservation;
            foreach (var mapping in region)
            {
                parts = mapping.Name.Contains("doublemapper", StringComparison.Ordinal) ? parts with { Code = parts.Code + mapping.Resident }
                    : mapping.Name.StartsWith('/') ? parts with { Files = parts.Files + mapping.Resident }
                    : isManaged && mapping.Name.Length == 0 ? parts with { Managed = parts.Managed + mapping.Resident }
                    : parts with { Native = parts.Native + mapping.Resident };
            }
        }

        return parts;
    }

    /// <summary>Mappings that lie side by side.</summary>
    private static List<List<Mapping>> Regions(int process)
    {
        List<List<Mapping>> regions = [];
        foreach (var line in File.ReadLines($"/proc/{process}/smaps"))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[0] == "Rss:")
            {
                var last = regions[^1][^1];
                regions[^1][^1] = last with { Resident = long.Parse(fields[1], CultureInfo.InvariantCulture) * 1024 };
            }
            else if (fields[0].IndexOf('-', StringComparison.Ordinal) is > 0 and var dash)
            {
                var mapping = new Mapping(
                    ulong.Parse(fields[0].AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    ulong.Parse(fields[0].AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    fields.Length > 5 ? fields[5] : "",
                    0);
                if (regions.Count == 0 || regions[^1][^1].End != mapping.Start)
                {
                    regions.Add([]);
                }

                regions[^1].Add(mapping);
            }
        }

        return regions;
    }

    private sealed record Mapping(ulong Start, ulong End, string Name, long Resident);
}
