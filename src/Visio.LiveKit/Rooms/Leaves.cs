using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>The ways a session is ended by the server.</summary>
internal static class Leaves
{
    public static LeaveRequest Stop(DisconnectReason reason) => Create(reason, LeaveRequest.Types.Action.Disconnect);

    public static LeaveRequest JoinAgain(DisconnectReason reason) => Create(reason, LeaveRequest.Types.Action.Reconnect);

    /// <summary>The session goes on when the client comes back to it with a new socket and new ICE credentials.</summary>
    public static LeaveRequest Resume(DisconnectReason reason) => Create(reason, LeaveRequest.Types.Action.Resume);

    // can_reconnect is what clients before signal protocol 13 look at.
    private static LeaveRequest Create(DisconnectReason reason, LeaveRequest.Types.Action action) =>
        new() { Reason = reason, Action = action, CanReconnect = action != LeaveRequest.Types.Action.Disconnect };
}
