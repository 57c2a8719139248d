namespace Visio.Rtc.Turn;

/// <summary>What one session, one allocation and all of them may have.</summary>
public sealed record TurnLimits
{
    /// <summary>Allocations of one session: a browser makes one for each of its networks, each way to the server, and each peer connection.</summary>
    public int AllocationsPerSession { get; init; } = 24;

    /// <summary>Allocations altogether.</summary>
    public int Allocations { get; init; } = 16_384;

    /// <summary>Bytes per second of one allocation, in each direction; twice as many may come at once.</summary>
    public int BytesPerSecond { get; init; } = 6_250_000;

    /// <summary>Answers in a second to strangers of one network (24 bits of IPv4, 48 of IPv6) whose address is not proved.</summary>
    public int RefusalsPerSecond { get; init; } = 20;
}
