using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>What a room is opened with.</summary>
internal sealed record RoomSettings(string Name, TimeSpan EmptyTimeout, TimeSpan DepartureTimeout, uint MaxParticipants, string Metadata)
{
    public static RoomSettings Default(string name, LiveKitOptions options) =>
        new(name, options.EmptyTimeout, options.DepartureTimeout, 0, "");

    /// <summary>The settings with what a CreateRoom request or a token's room configuration gives.</summary>
    public RoomSettings With(uint emptyTimeout, uint departureTimeout, uint maxParticipants, string metadata) => this with
    {
        EmptyTimeout = emptyTimeout > 0 ? TimeSpan.FromSeconds(emptyTimeout) : EmptyTimeout,
        DepartureTimeout = departureTimeout > 0 ? TimeSpan.FromSeconds(departureTimeout) : DepartureTimeout,
        MaxParticipants = maxParticipants > 0 ? maxParticipants : MaxParticipants,
        Metadata = metadata.Length > 0 ? metadata : Metadata,
    };

    public RoomSettings With(RoomConfiguration c) => With(c.EmptyTimeout, c.DepartureTimeout, c.MaxParticipants, c.Metadata);
}
