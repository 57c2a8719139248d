using System.Globalization;

namespace Visio.Bench.Product;

/// <summary>What a process and its children have used, as the kernel counts it.</summary>
/// <param name="Cpu">User and system time. The kernel counts in ticks of 10 ms.</param>
/// <param name="Resident">Bytes in memory; what processes share counts for each.</param>
/// <param name="Proportional">Bytes in memory; what processes share is divided among them.</param>
internal sealed record ProcessUsage(TimeSpan Cpu, long Resident, long Proportional)
{
    private const double TicksPerSecond = 100;

    public static ProcessUsage Of(int process)
    {
        var (ticks, resident, proportional) = (0L, 0L, 0L);
        foreach (var id in WithChildren(process))
        {
            // The program's name stands in brackets and may hold anything.
            var fields = File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].Split(' ');
            ticks += long.Parse(fields[12], CultureInfo.InvariantCulture) + long.Parse(fields[13], CultureInfo.InvariantCulture);
            resident += Kibibytes($"/proc/{id}/smaps_rollup", "Rss:");
            proportional += Kibibytes($"/proc/{id}/smaps_rollup", "Pss:");
        }

        return new(TimeSpan.FromSeconds(ticks / TicksPerSecond), resident * 1024, proportional * 1024);
    }

    private static IEnumerable<int> WithChildren(int process)
    {
        yield return process;
        foreach (var thread in Directory.GetDirectories($"/proc/{process}/task"))
        {
            string children;
            try
            {
                children = File.ReadAllText(Path.Combine(thread, "children"));
            }
            catch (IOException)
            {
                continue; // The thread has ended meanwhile.
            }

            foreach (var child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                foreach (var id in WithChildren(int.Parse(child, CultureInfo.InvariantCulture)))
                {
                    yield return id;
                }
            }
        }
    }

    private static long Kibibytes(string file, string field)
    {
        var line = File.ReadLines(file).First(l => l.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
