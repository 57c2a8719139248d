using Visio.Server.Policies;

namespace Visio.Server.Rooms;

/// <summary>A place to meet, with its rules. Whether people are in it is known to the media server only.</summary>
internal sealed class Room
{
    public required Guid Id { get; init; }

    /// <summary>What stands in its link: a code, or a name that was chosen.</summary>
    public required RoomSlug Slug { get; set; }

    /// <summary>What the meeting is about; null where nobody said.</summary>
    public string? Title { get; set; }

    public required AccessLevel Access { get; set; }

    public required LobbyMode Lobby { get; set; }

    /// <summary>Whether nobody but hosts may enter any more.</summary>
    public bool Locked { get; set; }

    /// <summary>The most that may be in it at once; null means no limit. Hosts are let in beyond it.</summary>
    public int? Capacity { get; set; }

    public required RoomRights Rights { get; set; }

    /// <summary>Whether those who come late get what was written in the chat before, while the meeting lasts.</summary>
    public bool ChatHistory { get; set; } = true;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is deleted by itself; null means never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>When somebody entered last.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>The room's name at the media server. It survives a change of <see cref="Slug"/> and says nothing to who sees it.</summary>
    public string MediaName => Id.ToString("N");
}
