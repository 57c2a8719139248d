namespace Visio.Server.Meetings;

/// <summary>Somebody's emoji under a <see cref="ChatMessage"/>.</summary>
internal sealed class ChatReaction
{
    public required Guid RoomId { get; init; }

    /// <summary>The <see cref="ChatMessage.Number"/>.</summary>
    public required long Number { get; init; }

    /// <summary>Who, as the media server knows them.</summary>
    public required string Identity { get; init; }

    public required string Emoji { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}
