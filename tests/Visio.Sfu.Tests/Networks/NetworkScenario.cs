using Visio.Testing;

namespace Visio.Sfu.Tests.Networks;

/// <summary>A call over a network that is bad in one way, and what has to be left of it.</summary>
/// <param name="Name">What is wrong, in words.</param>
/// <param name="Seconds">How long the call lasts.</param>
internal sealed record NetworkScenario(string Name, int Seconds)
{
    /// <summary>How the way to the viewer is, from a second of the call on.</summary>
    public (double From, LinkConditions Link)[] Down { get; init; } = [];

    /// <summary>How the way from the viewer is; as the way to it where nothing is said.</summary>
    public (double From, LinkConditions Link)[]? Up { get; init; }

    /// <summary>How the way of the publisher to the server is.</summary>
    public LinkConditions? PublisherUp { get; init; }

    /// <summary>Called each second with the meeting, the publisher and the viewer, for what a link alone does not do.</summary>
    public Action<int, Meeting, Participant, Participant>? EverySecond { get; init; }

    /// <summary>When it is good again after something bad; then the time until the pictures are as before is measured.</summary>
    public double? GoodAgainAt { get; init; }

    /// <summary>Seconds at the beginning that are not judged: the estimate is still to be found.</summary>
    public double Settling { get; init; } = 3;

    /// <summary>The most sound that may have to be made up, of 1.</summary>
    public required double MostConcealed { get; init; }

    /// <summary>The longest time without a new picture, in seconds.</summary>
    public required double LongestFreeze { get; init; }

    /// <summary>The fewest pictures a second, over all that is judged.</summary>
    public required double FewestPictures { get; init; }

    /// <summary>The longest time until all is as before, in seconds.</summary>
    public double? LongestRecovery { get; init; }

    /// <summary>The least share of the link that is used in the last five seconds, where one is the bottleneck.</summary>
    public double? LeastUse { get; init; }

    public override string ToString() => Name;
}
