using System.Globalization;
using System.Runtime.InteropServices;
using Visio.Bench.Load;

namespace Visio.Bench.Matrix;

/// <summary>Under which conditions figures were taken; figures without them mean nothing.</summary>
internal sealed record Conditions(string Server, string Machine, string LoadBefore, string LoadAfter, int Runs, double Seconds, DateTime Day)
{
    public static Conditions Now(LoadOptions options)
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        var kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        return new(
            options.Url is null ? "`visio media`, a child process" : options.Url.ToString(),
            string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} × {model}, Linux {kernel}, .NET {Environment.Version}"),
            LoadCommand.LoadAverage(),
            "",
            options.Runs,
            options.Time.TotalSeconds,
            DateTime.UtcNow);
    }

    public Conditions EndedWith(string load) => this with { LoadAfter = load };

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Server}; {Machine}; medians of {Runs} run(s) of {Seconds:F0} s; {Day:yyyy-MM-dd}; load average {LoadBefore}{(LoadAfter.Length > 0 ? $" at the beginning and {LoadAfter} at the end, the measurement's own included" : "")}");
}
