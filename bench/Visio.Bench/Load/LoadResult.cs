using Visio.Bench.Clients;
using Visio.Bench.Product;

namespace Visio.Bench.Load;

/// <summary>What one run measured.</summary>
/// <param name="Counts">What the clients counted meanwhile.</param>
/// <param name="Elapsed">How long it was.</param>
/// <param name="Before">What the server had used at its beginning; null when its process is not known.</param>
/// <param name="After">At its end.</param>
/// <param name="AtRest">Before anybody watched.</param>
/// <param name="Receivers">How many watched.</param>
internal sealed record LoadResult(LoadSnapshot Counts, TimeSpan Elapsed, ProcessUsage? Before, ProcessUsage? After, ProcessUsage? AtRest, int Receivers)
{
    /// <summary>The server's processor time for each packet of media that arrived at a viewer, in µs.</summary>
    public double? ServerMicroseconds => After is null ? null : (After.Cpu - Before!.Cpu).TotalMicroseconds / Counts.Received;

    /// <summary>The generator's, its part of publishing included.</summary>
    public double GeneratorMicroseconds => Counts.GeneratorCpu.TotalMicroseconds / Counts.Received;

    public double ForwardedPerSecond => Counts.Received / Elapsed.TotalSeconds;

    public double? ServerShare => After is null ? null : (After.Cpu - Before!.Cpu) / Elapsed;

    /// <summary>The server's growth for each receiver, in KiB; shared memory is divided.</summary>
    public double? KibibytesPerReceiver => After is null ? null : (After.Proportional - AtRest!.Proportional) / 1024.0 / Receivers;
}
