using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>What a room is opened with.</summary>
internal sealed record RoomSettings
{
    public required string Name { get; init; }

    public required TimeSpan EmptyTimeout { get; init; }

    public required TimeSpan DepartureTimeout { get; init; }

    /// <summary>The most participants at a time; 0 means any number.</summary>
    public uint MaxParticipants { get; init; }

    public string Metadata { get; init; } = "";

    /// <summary>The least that receivers are told to delay what they play, in milliseconds.</summary>
    public uint MinPlayoutDelay { get; init; }

    /// <summary>The most that receivers are told to delay what they play, in milliseconds; 0 means as much as the least.</summary>
    public uint MaxPlayoutDelay { get; init; }

    /// <summary>What receivers are told of both; null when neither is set.</summary>
    public Visio.Rtc.Rtp.PlayoutDelay? PlayoutDelay => MinPlayoutDelay + MaxPlayoutDelay > 0 ? new(MinPlayoutDelay, MaxPlayoutDelay) : null;

    /// <summary>Labels of the application's; nobody is told them.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The agents that are sent for when the room opens; empty means those that serve every room.</summary>
    public IReadOnlyList<RoomAgentDispatch> Agents { get; init; } = [];

    public static RoomSettings Default(string name, LiveKitOptions options) =>
        new() { Name = name, EmptyTimeout = options.EmptyTimeout, DepartureTimeout = options.DepartureTimeout };

    /// <summary>The settings with what a preset, a token's room configuration or a CreateRoom request gives: what it leaves out stays.</summary>
    public RoomSettings With(RoomConfiguration c) => this with
    {
        EmptyTimeout = c.EmptyTimeout > 0 ? TimeSpan.FromSeconds(c.EmptyTimeout) : EmptyTimeout,
        DepartureTimeout = c.DepartureTimeout > 0 ? TimeSpan.FromSeconds(c.DepartureTimeout) : DepartureTimeout,
        MaxParticipants = c.MaxParticipants > 0 ? c.MaxParticipants : MaxParticipants,
        Metadata = c.Metadata.Length > 0 ? c.Metadata : Metadata,
        MinPlayoutDelay = c.MinPlayoutDelay > 0 ? c.MinPlayoutDelay : MinPlayoutDelay,
        MaxPlayoutDelay = c.MaxPlayoutDelay > 0 ? c.MaxPlayoutDelay : MaxPlayoutDelay,
        Tags = c.Tags.Count > 0 ? c.Tags.ToDictionary(StringComparer.Ordinal) : Tags,
        Agents = c.Agents.Count > 0 ? [.. c.Agents] : Agents,
    };
}
