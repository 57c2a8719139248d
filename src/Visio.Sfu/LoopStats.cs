namespace Visio.Sfu;

/// <summary>What one media loop did since its start, and its present size.</summary>
/// <param name="Peers">Peers whose packets it handles.</param>
/// <param name="PacketsForwarded">Packets forwarded, once for each subscriber.</param>
/// <param name="PacketsRelayed">Packets given to other loops, once for each loop.</param>
/// <param name="CpuTime">CPU time of its thread.</param>
public sealed record LoopStats(int Peers, long PacketsForwarded, long PacketsRelayed, TimeSpan CpuTime);
