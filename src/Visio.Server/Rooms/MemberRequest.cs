using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>Names somebody in a room.</summary>
/// <param name="UserId">Who: the account.</param>
/// <param name="Email">Who: the e-mail address.</param>
/// <param name="Role">As what, <c>member</c> or above.</param>
internal sealed record MemberRequest(Guid? UserId = null, string? Email = null, RoomRole? Role = null);
