using Visio.Rtc.Time;

namespace Visio.Sfu.Allocation;

/// <summary>What one subscription could use of its subscriber's link, and what it was given.</summary>
internal sealed class Demand
{
    /// <summary>Paused, as a place among <see cref="Steps"/>.</summary>
    public const int Nothing = -1;

    /// <summary>What can be had, the cheapest first; each is better and dearer than the one before. Empty while nothing is sent.</summary>
    public List<AllocationStep> Steps { get; } = [];

    /// <summary>The greater goes first; see <see cref="AllocationPriority"/>.</summary>
    public int Priority { get; set; }

    /// <summary>Whether it is a shared screen, of which sharp pictures count more than many.</summary>
    public bool IsScreen { get; set; }

    /// <summary>The step that is being sent, or <see cref="Nothing"/>.</summary>
    public int Current { get; set; }

    /// <summary>The step that the allocator has chosen, or <see cref="Nothing"/>.</summary>
    public int Chosen { get; set; }

    /// <summary>When it was paused or resumed last.</summary>
    public Instant FlippedAt { get; set; }

    /// <summary>Whether it was ever paused or resumed.</summary>
    public bool HasFlipped { get; set; }

    /// <summary>The best step; <see cref="Nothing"/> while nothing is sent.</summary>
    public int Best => Steps.Count - 1;

    /// <summary>What a step costs, in bits per second.</summary>
    public long Cost(int step) => step < 0 ? 0 : Steps[step].BitsPerSecond;

    /// <summary>Adds a step that is better than those there are; what costs no less than it is of no use any more.</summary>
    public void Add(AllocationStep step)
    {
        while (Steps.Count > 0 && Steps[^1].BitsPerSecond >= step.BitsPerSecond)
        {
            Steps.RemoveAt(Steps.Count - 1);
        }

        Steps.Add(step);
    }
}
