using System.Globalization;
using System.Numerics;

namespace Visio.Rtc.Sdp;

/// <summary>Reading of space-separated words and of the characters that SDP allows in them.</summary>
internal static class SdpToken
{
    /// <summary>Takes the next word; empty at the end. More than one space between words is tolerated.</summary>
    public static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(' ');
        var space = rest.IndexOf(' ');
        var word = space < 0 ? rest : rest[..space];
        rest = space < 0 ? default : rest[(space + 1)..].TrimStart(' ');
        return word;
    }

    /// <summary>Reads a whole number of decimal digits only.</summary>
    public static bool TryNumber<T>(ReadOnlySpan<char> word, out T value)
        where T : struct, INumber<T> =>
        T.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    /// <summary>Whether the word is an SDP token: visible ASCII without separators (RFC 8866 §9).</summary>
    public static bool IsToken(ReadOnlySpan<char> word, int maximumLength)
    {
        if (word.IsEmpty || word.Length > maximumLength)
        {
            return false;
        }

        foreach (var c in word)
        {
            if (c is <= ' ' or >= (char)127 or '"' or '(' or ')' or ',' or '/' or ':' or ';' or '<' or '=' or '>' or '?' or '@' or '[' or '\\' or ']')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the word is made of letters, digits, <c>+</c> and <c>/</c> (<c>ice-char</c>, RFC 8839 §5.1).</summary>
    public static bool IsIceCharacters(ReadOnlySpan<char> word, int minimumLength)
    {
        if (word.Length < minimumLength || word.Length > 256)
        {
            return false;
        }

        foreach (var c in word)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '/'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the word is a restriction identifier (<c>rid-id</c>, RFC 8851 §10).</summary>
    public static bool IsRid(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || word.Length > 255)
        {
            return false;
        }

        foreach (var c in word)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }

        return true;
    }
}
