using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Visio.Server.Meetings;

/// <summary>What clients send on <see cref="Topic"/>: an emoji is put under a chat message, or taken away.</summary>
/// <param name="Id">The <see cref="ChatMessage.MessageId"/>.</param>
/// <param name="Emoji">One emoji.</param>
/// <param name="On">Whether it is put there.</param>
internal sealed record ReactionChange(string Id, string Emoji, bool On)
{
    public const string Topic = "chat.reaction";

    private const int MaxIdLength = 64;

    // Families of four with skin tones are the longest.
    private const int MaxEmojiLength = 32;

    /// <summary>Null for what no client of ours sends.</summary>
    public static ReactionChange? Read(string json)
    {
        try
        {
            var change = JsonSerializer.Deserialize<ReactionChange>(json, JsonSerializerOptions.Web);
            return change is { Id.Length: > 0 and <= MaxIdLength, Emoji.Length: > 0 and <= MaxEmojiLength } && IsEmoji(change.Emoji) ? change : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One sign that a reader sees as one, and no letter.</summary>
    private static bool IsEmoji(string text) =>
        new StringInfo(text).LengthInTextElements == 1
        && text.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.EnclosingMark)
        && !text.EnumerateRunes().Any(rune => Rune.IsLetter(rune) || Rune.IsControl(rune));
}
