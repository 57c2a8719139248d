namespace Visio.LiveKit;

/// <summary>A participant as it is at this moment.</summary>
public sealed record LiveParticipant
{
    /// <summary>The token's identity.</summary>
    public required string Identity { get; init; }

    /// <summary>The display name.</summary>
    public required string Name { get; init; }

    /// <summary>The kind in the token: <c>standard</c>, <c>agent</c>, <c>egress</c>, <c>sip</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>Whether the others see it.</summary>
    public required bool IsHidden { get; init; }

    /// <summary>When it joined.</summary>
    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>Its attributes.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    /// <summary>What it may do.</summary>
    public required LiveRights Rights { get; init; }

    /// <summary>What it publishes.</summary>
    public required IReadOnlyList<LiveTrack> Tracks { get; init; }
}
