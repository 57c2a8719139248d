using Visio.Rtc.Units;

namespace Visio.Testing;

/// <summary>How one direction of a host's link treats datagrams.</summary>
public sealed record LinkConditions
{
    public static readonly LinkConditions Perfect = new();

    /// <summary>The share that is lost, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>
    /// How many are lost in a row on average; 1 or less where each is lost by itself. Longer bursts are those of Gilbert's model: a good state
    /// that loses nothing, a bad one that loses everything, and <see cref="Loss"/> over both.
    /// </summary>
    public double BurstLength { get; init; }

    /// <summary>The share that arrives twice, 0 to 1.</summary>
    public double Duplication { get; init; }

    /// <summary>The share that is held back by <see cref="ReorderingDelay"/>, so that later ones overtake it.</summary>
    public double Reordering { get; init; }

    public TimeSpan ReorderingDelay { get; init; } = TimeSpan.FromMilliseconds(30);

    public TimeSpan Delay { get; init; }

    /// <summary>Up to this much is added to each delay; it reorders, too, unless <see cref="KeepsOrder"/>.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Whether nothing is overtaken: what is late holds up what follows, as in most networks.</summary>
    public bool KeepsOrder { get; init; }

    /// <summary>The bottleneck's rate; null for none.</summary>
    public Bitrate? Bandwidth { get; init; }

    /// <summary>The longest a datagram waits for the bottleneck; beyond it is dropped.</summary>
    public TimeSpan MaxQueue { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// Whether nothing waits for the bottleneck: what it has not carried in the time of <see cref="MaxQueue"/> it carries at once, and what is
    /// more is dropped, as providers and firewalls do it.
    /// </summary>
    public bool IsPoliced { get; init; }
}
