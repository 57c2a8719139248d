namespace Visio.LiveKit;

/// <summary>What can happen in a room.</summary>
public enum LiveEventKind
{
    /// <summary>The room was opened.</summary>
    RoomStarted,

    /// <summary>The room was closed.</summary>
    RoomFinished,

    /// <summary>A participant has joined; a resumed session is none.</summary>
    ParticipantJoined,

    /// <summary>A participant is gone.</summary>
    ParticipantLeft,
}
