using System.Globalization;
using Visio.Bench.Load;

namespace Visio.Bench.Studies;

/// <summary><c>memory</c>: the server at rest, and its growth for each viewer of one picture.</summary>
internal static class MemoryStudy
{
    private const int Viewers = 180;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(LoadOptions options)
    {
        foreach (var isProduct in new[] { false, true })
        {
            using var target = new LoadTarget(options with { IsProduct = isProduct });
            await Task.Delay(Rest);
            var rest = target.Usage()!;
            await using var run = await LoadRun.StartAsync(target, new(1, Viewers), Study.WarmUp);
            var result = await run.MeasureAsync(options.Time);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"visio {(isProduct ? "serve" : "media")}: at rest {Mebibytes(rest.Resident):F0} MiB resident, {Mebibytes(rest.Proportional):F0} MiB proportional; with {Viewers} viewers {Mebibytes(result.After!.Resident):F0} and {Mebibytes(result.After.Proportional):F0} MiB: {result.KibibytesPerReceiver:F0} KiB for each viewer; {Study.Conditions()}"));
        }

        return 0;
    }

    private static double Mebibytes(long bytes) => bytes / 1048576.0;
}
