using Visio.Rtc.Time;

namespace Visio.Sfu.Routing;

/// <summary>Something that wants to be called at a moment: a node of <see cref="DeadlineHeap"/>.</summary>
internal abstract class Scheduled
{
    /// <summary>When it is called next. Changed through the heap only.</summary>
    public Instant Deadline { get; set; } = Instant.Never;

    /// <summary>Its place in the heap; -1 outside of it.</summary>
    public int HeapIndex { get; set; } = -1;

    /// <summary>Runs what is due.</summary>
    /// <returns>The next moment.</returns>
    public abstract Instant HandleTimeout(Instant now);
}
