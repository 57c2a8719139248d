using Visio.Rtc.Time;

namespace Visio.Rtc.Turn;

/// <summary>What a <see cref="TurnServer"/> is made of.</summary>
public sealed record TurnServerOptions
{
    /// <summary>Who knows which passwords.</summary>
    public required TurnCredentials Credentials { get; init; }

    /// <summary>The addresses of the media server, at most 16: the only ones there are on the other side.</summary>
    public required IReadOnlyList<TransportAddress> Peers { get; init; }

    /// <summary>Whether a session is there now.</summary>
    public required Func<string, bool> IsPresent { get; init; }

    /// <summary>Told where the client of an allocation that ended is.</summary>
    public Action<TransportAddress> Ended { get; init; } = _ => { };

    /// <summary>Civil time, for the end of credentials.</summary>
    public required WallClock WallClock { get; init; }

    /// <summary>Where nonces and transactions are drawn from.</summary>
    public required RandomSource Random { get; init; }

    /// <summary>The bits that every path of ours has; the lower 30 are ours to use.</summary>
    public uint PathKind { get; init; }

    /// <summary>What clients may have.</summary>
    public TurnLimits Limits { get; init; } = new();
}
