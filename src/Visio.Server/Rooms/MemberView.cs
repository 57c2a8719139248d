using Visio.Server.Accounts;
using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>Somebody who was named in a room, as other members see them.</summary>
/// <param name="UserId">The account.</param>
/// <param name="DisplayName">The name; empty while provisional.</param>
/// <param name="Email">The address; told to hosts only.</param>
/// <param name="Role">What they are in the room.</param>
/// <param name="Provisional">Whether they never signed in yet.</param>
internal sealed record MemberView(Guid UserId, string DisplayName, string? Email, RoomRole Role, bool Provisional)
{
    public static MemberView Of(User user, RoomRole role, bool discloseEmail) =>
        new(user.Id, user.DisplayName, discloseEmail ? user.Email : null, role, user.IsProvisional);
}
