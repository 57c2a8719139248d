namespace Visio.Server.Events;

/// <summary>The kinds of events, as programs see them.</summary>
internal static class EventTypes
{
    public const string RoomCreated = "room.created";
    public const string RoomUpdated = "room.updated";
    public const string RoomDeleted = "room.deleted";
    public const string MeetingStarted = "meeting.started";
    public const string MeetingEnded = "meeting.ended";
    public const string ParticipantJoined = "participant.joined";
    public const string ParticipantLeft = "participant.left";
    public const string LobbyWaiting = "lobby.waiting";
    public const string LobbyLeft = "lobby.left";

    /// <summary>Somebody was disabled or a session revoked: live media ends. Not for programs.</summary>
    public const string AccessRevoked = "access.revoked";

    public static IReadOnlyList<string> All { get; } =
        [RoomCreated, RoomUpdated, RoomDeleted, MeetingStarted, MeetingEnded, ParticipantJoined, ParticipantLeft, LobbyWaiting, LobbyLeft];
}
