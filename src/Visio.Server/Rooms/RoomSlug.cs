using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Visio.Server.Rooms;

/// <summary>
/// What stands in the link of a room: a code as <c>abc-defg-hij</c>, which cannot be guessed, or a name that was chosen, as
/// <c>weekly-meeting-it</c>. Ten letters are always a code, however they are grouped.
/// </summary>
internal readonly partial record struct RoomSlug
{
    private const int MinLength = 3;
    private const int MaxLength = 60;

    /// <summary>Letters that are not taken for another when read or said aloud: no l, no o. 24^10 codes are 45 bits.</summary>
    private const string Letters = "abcdefghijkmnpqrstuvwxyz";

    private const int LetterCount = 10;

    private RoomSlug(string value, bool isCode) => (Value, IsCode) = (value, isCode);

    /// <summary>In the form <c>abc-defg-hij</c>, or the chosen name.</summary>
    public string Value { get; }

    /// <summary>Whether it is a code, and no chosen name.</summary>
    public bool IsCode { get; }

    public static RoomSlug New() => Code(RandomNumberGenerator.GetString(Letters, LetterCount));

    /// <summary>
    /// Reads what people type: a code in upper case, with hyphens left out or in other places; or a chosen name. Names that
    /// <see cref="TryChoose"/> would refuse are read all the same, so that a room survives a longer list of reserved names.
    /// </summary>
    public static bool TryParse(string text, out RoomSlug slug)
    {
        var trimmed = text.AsSpan().Trim();
        if (TryParseCode(trimmed, out slug))
        {
            return true;
        }

        if (trimmed.Length is < MinLength or > MaxLength)
        {
            return false;
        }

        var name = trimmed.ToString().ToLowerInvariant();
        if (!Name().IsMatch(name))
        {
            return false;
        }

        slug = new(name, isCode: false);
        return true;
    }

    /// <summary>Reads a name that somebody chooses for a room: neither a code, nor a UUID, nor a path that means something else.</summary>
    public static bool TryChoose(string text, out RoomSlug slug) =>
        TryParse(text, out slug) && !slug.IsCode && !Guid.TryParse(slug.Value, out _) && !ReservedSlugs.Contains(slug.Value);

    public override string ToString() => Value;

    private static bool TryParseCode(ReadOnlySpan<char> text, out RoomSlug slug)
    {
        slug = default;
        Span<char> letters = stackalloc char[LetterCount];
        var count = 0;
        foreach (var c in text)
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

        slug = Code(letters);
        return true;
    }

    private static RoomSlug Code(ReadOnlySpan<char> letters) => new($"{letters[..3]}-{letters[3..7]}-{letters[7..]}", isCode: true);

    /// <summary>Letters, digits and single hyphens between them. \z, because $ also matches before a line feed.</summary>
    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
