using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>Gives a member another role.</summary>
/// <param name="Role"><c>member</c> or above.</param>
internal sealed record MemberRoleRequest(RoomRole? Role = null);
