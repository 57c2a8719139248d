namespace Visio.LiveKit;

/// <summary>Why a participant is gone.</summary>
public enum LiveDeparture
{
    /// <summary>Of its own will.</summary>
    Left,

    /// <summary>Another session took over its identity.</summary>
    Replaced,

    /// <summary>It was taken out.</summary>
    Removed,

    /// <summary>The room was closed.</summary>
    RoomClosed,

    /// <summary>Its connection broke, or its client did.</summary>
    Lost,

    /// <summary>This server stops.</summary>
    ServerStops,
}
