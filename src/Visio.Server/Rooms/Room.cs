namespace Visio.Server.Rooms;

/// <summary>A place to meet. It stays until it is deleted; whether people are in it is known to the media server only.</summary>
internal sealed class Room
{
    public required RoomSlug Slug { get; init; }

    /// <summary>What the meeting is about; null where nobody said.</summary>
    public string? Title { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
