using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>A room and what the caller is in it.</summary>
/// <param name="Room">The room.</param>
/// <param name="Role">The role: as a member, or by what a host made of the caller in the meeting that goes on; null for neither.</param>
internal sealed record RoomStanding(Room Room, RoomRole? Role)
{
    public bool IsHost => Role >= RoomRole.CoHost;
}
