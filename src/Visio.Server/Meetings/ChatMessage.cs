namespace Visio.Server.Meetings;

/// <summary>A message of the public chat, kept while the meeting lasts for those who come late.</summary>
internal sealed class ChatMessage
{
    public required Guid RoomId { get; init; }

    /// <summary>Its place among the messages of the room: later ones have higher numbers.</summary>
    public required long Number { get; init; }

    /// <summary>The sender, as the media server knows them.</summary>
    public required string Identity { get; init; }

    /// <summary>The sender's name for it: reactions and answers refer to it.</summary>
    public required string MessageId { get; init; }

    /// <summary>The sender's name when it was sent.</summary>
    public required string Name { get; init; }

    public required string Text { get; init; }

    /// <summary>The <see cref="MessageId"/> of what it answers; null for nothing.</summary>
    public string? ReplyTo { get; init; }

    public required DateTimeOffset SentAt { get; init; }
}
