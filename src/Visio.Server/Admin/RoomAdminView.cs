using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Admin;

/// <summary>A room as an administrator sees it.</summary>
internal sealed record RoomAdminView
{
    public required Guid Id { get; init; }

    /// <summary>What stands in its link.</summary>
    public required string Slug { get; init; }

    public required string? Title { get; init; }

    public required AccessLevel Access { get; init; }

    public required LobbyMode Lobby { get; init; }

    public required bool Locked { get; init; }

    public required int? Capacity { get; init; }

    public required RoomRights Rights { get; init; }

    /// <summary>Whether those who come late get what was written in the chat before.</summary>
    public required bool ChatHistory { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>How many people are in it now.</summary>
    public required int Participants { get; init; }

    public required IReadOnlyList<RoomOwnerView> Owners { get; init; }

    public static RoomAdminView Of(Room room, int participants, IEnumerable<RoomOwnerView> owners) => new()
    {
        Id = room.Id,
        Slug = room.Slug.Value,
        Title = room.Title,
        Access = room.Access,
        Lobby = room.Lobby,
        Locked = room.Locked,
        Capacity = room.Capacity,
        Rights = room.Rights,
        ChatHistory = room.ChatHistory,
        CreatedAt = room.CreatedAt,
        ExpiresAt = room.ExpiresAt,
        LastUsedAt = room.LastUsedAt,
        Participants = participants,
        Owners = [.. owners],
    };
}
