using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Visio.Bench.Load;
using Visio.Bench.Product;
using Visio.LiveKit.Protocol;

namespace Visio.Bench.Reference;

/// <summary>bench/reference/forward.c, built here: what receiving, encrypting and sending cost at least.</summary>
internal sealed class ReferenceForwarder : IDisposable
{
    /// <summary>How often a second our clients report: with the first picture after 50 ms.</summary>
    private const int Reports = 10;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("visio-reference-");
    private readonly string _program;

    private ReferenceForwarder() => _program = Path.Combine(_folder.FullName, "forward");

    /// <summary>Builds it; null, with a word on standard error, where there is no compiler or no OpenSSL to build against.</summary>
    public static ReferenceForwarder? TryBuild()
    {
        var reference = new ReferenceForwarder();
        var source = Path.Combine(SourceTree.Root, "bench", "reference", "forward.c");
        string words;
        try
        {
            using var compiler = Start("cc", ["-O2", "-o", reference._program, source, "-lcrypto"]);
            words = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            if (compiler.ExitCode == 0)
            {
                return reference;
            }
        }
        catch (Win32Exception e)
        {
            words = e.Message;
        }

        Console.Error.WriteLine($"The C reference is left out: it needs a C compiler ('cc') and OpenSSL's headers. {words.Split('\n')[0]}");
        reference.Dispose();
        return null;
    }

    /// <summary>Forwards what the clients of a scenario send, in the same sizes and numbers.</summary>
    /// <param name="scenario">Who sends what to whom.</param>
    /// <param name="time">For how long.</param>
    /// <param name="segments">Whether the kernel cuts runs of packets (UDP_SEGMENT), as our server lets it.</param>
    /// <param name="notesTimes">Whether the kernel is asked when each packet arrived.</param>
    public ReferenceResult Run(LoadScenario scenario, TimeSpan time, bool segments, bool notesTimes = false)
    {
        var receivers = scenario.Publishers > 1 ? scenario.Publishers - 1 + scenario.Viewers : scenario.Viewers;
        var forwarded = scenario.Pictures.Count == 0 ? null : scenario.Pictures[Layer(scenario)];
        var others = scenario.Pictures.Where(p => p != forwarded).Sum(p => p.FramePackets);
        int[] numbers = [scenario.Publishers, receivers, forwarded?.FramePackets ?? 0, forwarded?.PacketSize ?? 0, others, (int)Math.Ceiling(time.TotalSeconds), segments ? 1 : 0, notesTimes ? 1 : 0, Reports, forwarded?.BurstPackets ?? int.MaxValue];
        using var process = Start(_program, [.. numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))]);
        var words = process.StandardOutput.ReadToEnd();
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"the C reference failed: {complaint}");
        }

        var results = words.Split(' ').Select(w => long.Parse(w, CultureInfo.InvariantCulture)).ToArray();
        return new(results[0], results[1], results[2], results[3], results[4], results[5]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static int Layer(LoadScenario scenario) => !scenario.IsSimulcast ? 0 : scenario.Quality switch
    {
        VideoQuality.Low => 0,
        VideoQuality.Medium => 1,
        _ => 2,
    };

    private static Process Start(string program, IReadOnlyList<string> arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
        UseShellExecute = false,
    })!;
}
