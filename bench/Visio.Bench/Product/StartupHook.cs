using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

/// <summary>
/// What .NET runs first in a process that has this assembly in DOTNET_STARTUP_HOOKS; it looks for a class of this name outside any
/// namespace. Keeps the web side of the product as busy as one under load: a thread that builds objects and writes them as JSON, 50 MB a second,
/// of which a tenth lives on, 100 MB of it. A media process that inherits the variable is left alone.
/// </summary>
[SuppressMessage("Design", "MA0047", Justification = ".NET looks for it outside any namespace.")]
internal static class StartupHook
{
    private const long BytesPerSecond = 50_000_000;
    private const long LiveBytes = 100_000_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    public static void Initialize()
    {
        if (Environment.GetCommandLineArgs().Contains("serve"))
        {
            new Thread(Allocate) { IsBackground = true, Name = "ballast" }.Start();
        }
    }

    private static void Allocate()
    {
        var clock = Stopwatch.StartNew();
        var alive = new Queue<Person[]>();
        var (allocated, kept, made) = (0L, 0L, 0);
        while (true)
        {
            while (allocated < clock.Elapsed.TotalSeconds * BytesPerSecond)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var people = Enumerable.Range(0, 50).Select(i => new Person($"person {made + i}", i, [i, i + 1, i + 2])).ToArray();
                var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
                _ = JsonSerializer.Serialize(people);
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                if (++made % 4 == 0)
                {
                    alive.Enqueue(people);
                    kept += bytes;
                }

                while (kept > LiveBytes)
                {
                    alive.Dequeue();
                    kept -= bytes;
                }
            }

            Thread.Sleep(Pause);
        }
    }

    private sealed record Person(string Name, int Age, List<int> Scores);
}
