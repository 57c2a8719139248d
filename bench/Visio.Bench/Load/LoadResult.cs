namespace Visio.Bench.Load;

/// <summary>What one run measured.</summary>
/// <param name="CpuPerPacket">CPU time of the loop's thread per forwarded packet, in ns: receiving, decrypting, RTCP and idle wake-ups included.</param>
/// <param name="PacketsPerSecond">Forwarded packets, once per viewer.</param>
/// <param name="Loss">Share of the packets forwarded that did not reach a viewer.</param>
/// <param name="MemoryPerViewer">Growth of the resident set per viewer, in bytes; the in-process client is part of it.</param>
/// <param name="LoopShare">Share of one CPU the loop used.</param>
internal sealed record LoadResult(double CpuPerPacket, double PacketsPerSecond, double Loss, double MemoryPerViewer, double LoopShare);
