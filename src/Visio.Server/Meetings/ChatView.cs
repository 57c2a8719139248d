namespace Visio.Server.Meetings;

/// <summary>The public chat of a meeting, the oldest message first. Nothing where the room keeps none.</summary>
internal sealed record ChatView(IReadOnlyList<ChatView.Message> Messages)
{
    /// <summary>A message.</summary>
    /// <param name="Id">Its sender's name for it.</param>
    /// <param name="From">The sender's identity.</param>
    /// <param name="Name">The sender's name when it was sent.</param>
    /// <param name="Text">What it says.</param>
    /// <param name="SentAt">When it arrived, in milliseconds since the epoch.</param>
    /// <param name="ReplyTo">The id of what it answers.</param>
    /// <param name="Reactions">What was put under it, the oldest first.</param>
    internal sealed record Message(string Id, string From, string Name, string Text, long SentAt, string? ReplyTo, IReadOnlyList<Reaction> Reactions);

    /// <summary>An emoji.</summary>
    /// <param name="Emoji">The emoji.</param>
    /// <param name="By">The identities of those who put it there.</param>
    internal sealed record Reaction(string Emoji, IReadOnlyList<string> By);
}
