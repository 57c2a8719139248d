namespace Visio.LiveKit;

/// <summary>Something that a participant has written to everybody in a room.</summary>
public sealed record LiveText
{
    /// <summary>The most UTF-16 units of a text; what is beyond is cut off.</summary>
    public const int MaxLength = 2_000;

    /// <summary>The topic of chat messages, in whichever of the forms that LiveKit clients use they were sent.</summary>
    public const string ChatTopic = "lk.chat";

    /// <summary>The room's name.</summary>
    public required string Room { get; init; }

    /// <summary>The identity of the sender.</summary>
    public required string Identity { get; init; }

    /// <summary>The name of the sender at this moment.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about.</summary>
    public required string Topic { get; init; }

    /// <summary>The sender's name for it; other senders may use the same.</summary>
    public required string Id { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The <see cref="Id"/> of what it answers; empty for nothing.</summary>
    public required string ReplyTo { get; init; }

    /// <summary>What the sender added to a text stream.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
