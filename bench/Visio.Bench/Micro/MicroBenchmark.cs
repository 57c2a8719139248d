using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Visio.Bench.Micro;

/// <summary>Measures one operation: thread CPU time per call as the median of several runs, and that it allocates nothing.</summary>
internal static partial class MicroBenchmark
{
    private const int Runs = 7;
    private const int ThreadCpuClock = 3; // CLOCK_THREAD_CPUTIME_ID

    /// <summary>Runs and prints one line; false when the operation allocates.</summary>
    public static bool Measure(string name, Action<int> repeat)
    {
        // Long enough for the JIT to reach its last tier, and to size a run to about 100 ms.
        repeat(20_000);
        var start = Stopwatch.GetTimestamp();
        repeat(20_000);
        var count = (int)Math.Clamp(20_000 * 0.1 / Stopwatch.GetElapsedTime(start).TotalSeconds, 1000, 10_000_000);
        repeat(count);
        _ = ThreadCpuNanoseconds();

        Span<double> times = stackalloc double[Runs];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < Runs; run++)
        {
            var before = ThreadCpuNanoseconds();
            repeat(count);
            times[run] = (ThreadCpuNanoseconds() - before) / (double)count;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        times.Sort();
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-48} {times[Runs / 2],8:F1} ns  [best {times[0]:F1}]  {allocated} B allocated"));
        return allocated == 0;
    }

    private static long ThreadCpuNanoseconds()
    {
        _ = ClockGetTime(ThreadCpuClock, out var time);
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
