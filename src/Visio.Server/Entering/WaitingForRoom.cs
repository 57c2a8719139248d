using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>A place in the lobby of a room.</summary>
/// <param name="Reason">Why: <c>sign_in_required</c>, <c>not_invited</c>, <c>everyone_waits</c> or <c>guests_wait</c>.</param>
/// <param name="Name">The name as hosts see it.</param>
/// <param name="Ticket">For an application that acts for nobody: names the one who waits, in the requests that follow.</param>
/// <param name="Room">The room.</param>
internal sealed record WaitingForRoom(string Reason, string Name, string? Ticket, RoomView Room)
{
    /// <summary>Always <c>waiting</c>.</summary>
    public string Status { get; } = "waiting";
}
