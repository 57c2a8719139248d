using System.Security.Cryptography;

namespace Visio.Server.Rooms;

/// <summary>The code of a room, as <c>abc-defg-hij</c>: who knows it may join, so it cannot be guessed.</summary>
internal readonly record struct RoomSlug
{
    /// <summary>Letters that are not taken for another when read or said aloud: no l, no o. 24^10 codes are 45 bits.</summary>
    private const string Letters = "abcdefghijkmnpqrstuvwxyz";

    private const int LetterCount = 10;

    private RoomSlug(string value) => Value = value;

    /// <summary>In the form <c>abc-defg-hij</c>.</summary>
    public string Value { get; }

    public static RoomSlug New() => Format(RandomNumberGenerator.GetString(Letters, LetterCount));

    /// <summary>Reads a code as people type it: upper case, hyphens left out or in other places.</summary>
    public static bool TryParse(string text, out RoomSlug slug)
    {
        slug = default;
        Span<char> letters = stackalloc char[LetterCount];
        var count = 0;
        foreach (var c in text.AsSpan().Trim())
        {
            if (c is '-' or ' ')
            {
                continue;
            }

            if (!char.IsAsciiLetter(c) || count == LetterCount)
            {
                return false;
            }

            letters[count++] = char.ToLowerInvariant(c);
        }

        if (count < LetterCount)
        {
            return false;
        }

        slug = Format(letters);
        return true;
    }

    public override string ToString() => Value;

    private static RoomSlug Format(ReadOnlySpan<char> letters) => new($"{letters[..3]}-{letters[3..7]}-{letters[7..]}");
}
