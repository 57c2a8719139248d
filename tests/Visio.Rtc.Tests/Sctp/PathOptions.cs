namespace Visio.Rtc.Tests.Sctp;

/// <summary>What the path between two test peers does to packets, in each direction.</summary>
internal sealed record PathOptions
{
    public double Loss { get; init; }

    public double Duplication { get; init; }

    public TimeSpan MinDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Each packet draws its delay between the two bounds, so a wide range reorders.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(5);
}
