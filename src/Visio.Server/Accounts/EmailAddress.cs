using System.Diagnostics.CodeAnalysis;

namespace Visio.Server.Accounts;

/// <summary>An e-mail address as a name for somebody: <c>local@domain</c> in ASCII, no comment, no quotes, no address literal.</summary>
internal static class EmailAddress
{
    /// <summary>RFC 5321 §4.5.3.1.3: a path has 256 octets, two of them angle brackets.</summary>
    private const int MaxLength = 254;

    /// <summary>RFC 5321 §4.5.3.1.1.</summary>
    private const int MaxLocalLength = 64;

    private const string LocalSigns = "!#$%&'*+-/=?^_`{|}~.";

    /// <summary>Trims. The spelling is kept; two addresses that differ in case only are the same, see <see cref="Normalize"/>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? email)
    {
        email = null;
        var trimmed = text?.Trim() ?? "";
        var at = trimmed.IndexOf('@', StringComparison.Ordinal);
        if (trimmed.Length > MaxLength || at is < 1 or > MaxLocalLength || !IsLocal(trimmed.AsSpan(0, at)) || !IsDomain(trimmed.AsSpan(at + 1)))
        {
            return false;
        }

        email = trimmed;
        return true;
    }

    /// <summary>The form that is unique and looked up: <c>NormalizedEmail</c> of <see cref="User"/>.</summary>
    public static string Normalize(string email) => email.ToUpperInvariant();

    /// <summary>RFC 5322 §3.2.3: <c>dot-atom</c>, without minding where the dots stand.</summary>
    private static bool IsLocal(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !LocalSigns.Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>One label is enough: <c>admin@localhost</c>.</summary>
    private static bool IsDomain(ReadOnlySpan<char> text)
    {
        foreach (var label in text.Split('.'))
        {
            var part = text[label];
            if (part.Length is 0 or > 63 || part[0] == '-' || part[^1] == '-')
            {
                return false;
            }

            foreach (var c in part)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return false;
                }
            }
        }

        return true;
    }
}
