namespace Visio.Sfu;

/// <summary>Numbers peers, publications and subscriptions; from any thread. None is given twice. A number says which loops it belongs to.</summary>
internal sealed class MediaIds
{
    /// <summary>The most loops there may be.</summary>
    public const int MostLoops = 64;

    private const int LoopShift = 56;
    private const int SourceShift = 48;
    private long _last;

    /// <param name="loop">The loop of the peer.</param>
    /// <param name="source">The loop that what a subscription sends comes from.</param>
    public long Next(int loop = 0, int source = 0) => Interlocked.Increment(ref _last) | ((long)loop << LoopShift) | ((long)source << SourceShift);

    public static int LoopOf(long id) => (int)(id >> LoopShift);

    public static int SourceOf(long id) => (int)(id >> SourceShift) & 0xFF;
}
