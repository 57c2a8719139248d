namespace Visio.Bench.Reference;

/// <summary>What the C reference measured of itself.</summary>
/// <param name="Forwarded">Packets it sent.</param>
/// <param name="Arrived">Packets that arrived.</param>
/// <param name="CpuNanoseconds">Its processor time, user and system.</param>
/// <param name="Median">What half of the packets took at most, in µs; 0 where times were not noted.</param>
/// <param name="Percentile99">What 99 % took at most.</param>
/// <param name="Percentile999">What 99.9 % took at most.</param>
internal sealed record ReferenceResult(long Forwarded, long Arrived, long CpuNanoseconds, long Median, long Percentile99, long Percentile999)
{
    /// <summary>For each packet that arrived, as for the server.</summary>
    public double Microseconds => CpuNanoseconds / 1000.0 / Arrived;
}
