namespace Visio.Bench.Clients;

/// <summary>
/// The counters at one moment; see <see cref="LoadCounters"/>. Lost are the numbers of the viewers' streams that have not arrived so far,
/// flowing the streams of which something has, and the generator is this process.
/// </summary>
internal sealed record LoadSnapshot(
    long Sent,
    long Received,
    long ReceivedBytes,
    long Padding,
    long Repaired,
    long Repeated,
    long Corrupt,
    long Withheld,
    long Resent,
    long KeyFrames,
    long Dropped,
    long Failed,
    long Lost,
    int Flowing,
    TimeSpan GeneratorCpu)
{
    /// <summary>What came after an earlier snapshot.</summary>
    public LoadSnapshot Since(LoadSnapshot earlier) => new(
        Sent - earlier.Sent,
        Received - earlier.Received,
        ReceivedBytes - earlier.ReceivedBytes,
        Padding - earlier.Padding,
        Repaired - earlier.Repaired,
        Repeated - earlier.Repeated,
        Corrupt - earlier.Corrupt,
        Withheld - earlier.Withheld,
        Resent - earlier.Resent,
        KeyFrames - earlier.KeyFrames,
        Dropped - earlier.Dropped,
        Failed - earlier.Failed,
        Lost - earlier.Lost,
        Flowing,
        GeneratorCpu - earlier.GeneratorCpu);
}
