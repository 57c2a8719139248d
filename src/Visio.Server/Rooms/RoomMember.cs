using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>Somebody who was named in a room before or during a meeting.</summary>
internal sealed class RoomMember
{
    public required Guid RoomId { get; init; }

    public required Guid UserId { get; set; }

    /// <summary><see cref="RoomRole.Member"/> or above; every room that has an owner keeps one.</summary>
    public required RoomRole Role { get; set; }

    public required DateTimeOffset AddedAt { get; init; }
}
