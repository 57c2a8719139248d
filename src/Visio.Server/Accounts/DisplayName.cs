using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Visio.Server.Accounts;

/// <summary>The name a person is shown by. Any script is fine; what could deceive the reader of a line is not.</summary>
internal static class DisplayName
{
    /// <summary>In Unicode code points.</summary>
    public const int MaxLength = 50;

    public static bool TryParse(string? text, [NotNullWhen(true)] out string? name) => TryParse(text, MaxLength, out name);

    /// <summary>Trims; refuses empty, too long and unprintable text, and text that turns the direction of what follows it.</summary>
    public static bool TryParse(string? text, int maxLength, [NotNullWhen(true)] out string? line)
    {
        line = null;
        var trimmed = text?.Trim() ?? "";
        var length = 0;
        var visible = false;
        for (var rest = trimmed.AsSpan(); rest.Length > 0; length++)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != System.Buffers.OperationStatus.Done || !IsAllowed(rune))
            {
                return false;
            }

            visible |= Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
            rest = rest[used..];
        }

        if (!visible || length > maxLength)
        {
            return false;
        }

        line = trimmed;
        return true;
    }

    private static bool IsAllowed(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        && !IsBidiControl(rune.Value);

    /// <summary>Embeddings, overrides, isolates and marks (Unicode annex 9 section 2).</summary>
    private static bool IsBidiControl(int codePoint) =>
        codePoint is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C;
}
