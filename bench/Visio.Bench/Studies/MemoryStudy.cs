using System.Globalization;
using Visio.Bench.Load;
using Visio.Bench.Product;

namespace Visio.Bench.Studies;

/// <summary><c>memory</c>: the server at rest, its growth for each viewer of one picture, and what it keeps when all have left.</summary>
internal static class MemoryStudy
{
    private static readonly int[] Viewers = [30, 90, 180];
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterAll = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(LoadOptions options)
    {
        foreach (var isProduct in new[] { false, true })
        {
            Console.WriteLine($"visio {(isProduct ? "serve" : "media")}: MiB resident, and what of it are managed memory, native memory, code made at run time, files; {Study.Conditions()}");
            foreach (var viewers in Viewers)
            {
                using var target = new LoadTarget(options with { IsProduct = isProduct });
                await Task.Delay(Rest);
                Say("at rest", target, target.Usage()!);
                await using (var run = await LoadRun.StartAsync(target, new(1, viewers), Study.WarmUp))
                {
                    var result = await run.MeasureAsync(options.Time);
                    Say($"{viewers} viewers", target, result.After!);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"for each of them",-18}{result.KibibytesPerReceiver,6:F0} KiB more than with the publisher alone"));
                }

                await Task.Delay(AfterAll);
                Say("all have left", target, target.Usage()!);
            }
        }

        return 0;
    }

    private static void Say(string when, LoadTarget target, ProcessUsage usage)
    {
        var parts = target.Memory();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {when,-18}{Mebibytes(usage.Resident),6:F1} = {Mebibytes(parts.Managed):F1} + {Mebibytes(parts.Native):F1} + {Mebibytes(parts.Code):F1} + {Mebibytes(parts.Files):F1}"));
    }

    private static double Mebibytes(long bytes) => bytes / 1048576.0;
}
