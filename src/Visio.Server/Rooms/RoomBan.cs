namespace Visio.Server.Rooms;

/// <summary>
/// Somebody who may not come back. A guest is known by a cookie that can be thrown away; therefore, while a guest is banned, guests
/// whose session is younger than the ban wait in the lobby even where others need not.
/// </summary>
internal sealed class RoomBan
{
    public required Guid Id { get; init; }

    public required Guid RoomId { get; init; }

    /// <summary>The account; null for a guest.</summary>
    public Guid? UserId { get; set; }

    /// <summary>The guest's session; null for an account.</summary>
    public string? GuestKey { get; init; }

    /// <summary>The name the person had in the meeting.</summary>
    public required string Name { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
