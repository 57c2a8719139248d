using System.Globalization;
using System.Runtime.InteropServices;

namespace Visio.Bench.Product;

/// <summary>What a process and its children have used, as the kernel counts it.</summary>
/// <param name="Cpu">User and system time.</param>
/// <param name="Resident">Bytes in memory; what processes share counts for each.</param>
/// <param name="Proportional">Bytes in memory; what processes share is divided among them.</param>
internal sealed partial record ProcessUsage(TimeSpan Cpu, long Resident, long Proportional)
{
    public static ProcessUsage Of(int process)
    {
        var (cpu, resident, proportional) = (TimeSpan.Zero, 0L, 0L);
        foreach (var id in WithChildren(process))
        {
            cpu += CpuOf(id);
            resident += Kibibytes($"/proc/{id}/smaps_rollup", "Rss:");
            proportional += Kibibytes($"/proc/{id}/smaps_rollup", "Pss:");
        }

        return new(cpu, resident * 1024, proportional * 1024);
    }

    /// <summary>By its own clock, in nanoseconds; /proc/pid/stat counts in steps of 10 ms, which is a third of what a small call takes in a second.</summary>
    private static TimeSpan CpuOf(int process)
    {
        if (GetCpuClock(process, out var clock) != 0 || GetTime(clock, out var time) != 0)
        {
            throw new InvalidOperationException($"process {process} has ended");
        }

        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);
    }

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int GetCpuClock(int process, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

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

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
