using Microsoft.AspNetCore.Http.HttpResults;

namespace Visio.Server.Accounts;

/// <summary>
/// What is too easy to guess to be a password (NIST SP 800-63B-4 §3.1.1.2): short ones, and those made of the person's own name and
/// address, of the commonest passwords, or of very few different characters. No rule asks for digits or signs.
/// </summary>
internal static class PasswordRules
{
    /// <summary>In UTF-16 code units, as the upper limit, which only bounds the work of hashing.</summary>
    public const int MinLength = 12;

    public const int MaxLength = 256;

    /// <summary>What must be left once everything that is easy to guess is taken out.</summary>
    private const int MinRest = 6;

    private const int MinDifferent = 5;

    /// <summary>What the commonest passwords of France and of the world are made of, the longer before what they contain.</summary>
    private static readonly string[] Commonest =
    [
        "motdepasse", "password", "passw0rd", "p@ssw0rd", "azertyuiop", "qwertyuiop", "qwertzuiop", "azerty", "qwerty", "qwertz",
        "qsdfghjklm", "asdfghjkl", "wxcvbn", "zxcvbnm", "1q2w3e4r5t", "1q2w3e4r", "1a2b3c4d", "1234567890", "0123456789", "123456789", "12345678",
        "123456", "12345", "1234", "987654321", "654321", "abcdefgh", "abcdef", "abc123", "iloveyou", "jetaime", "letmein", "welcome",
        "bienvenue", "bonjour", "soleil", "doudou", "chouchou", "loulou", "marseille", "football", "monkey", "dragon", "sunshine",
        "princess", "superman", "batman", "administrateur", "administrator", "admin", "secret", "changeme", "default", "visio", "lasuite",
        "2020", "2021", "2022", "2023", "2024", "2025", "2026", "2027",
    ];

    /// <returns>Why it is refused; null where it is good.</returns>
    public static ProblemHttpResult? Refuse(string? password, string? email, string displayName)
    {
        if (password is null || password.Length is < MinLength or > MaxLength)
        {
            return AccountProblems.InvalidPassword;
        }

        var rest = password.ToLowerInvariant();
        foreach (var word in OwnWords(email, displayName).Concat(Commonest))
        {
            rest = rest.Replace(word, "", StringComparison.Ordinal);
        }

        return rest.Length < MinRest || rest.Distinct().Count() < MinDifferent ? AccountProblems.WeakPassword : null;
    }

    private static IEnumerable<string> OwnWords(string? email, string displayName) =>
        (email is null ? [] : email.Split('@', '.', '-', '_', '+').Append(email))
        .Concat(displayName.Split(' ', '-', '.')).Append(displayName)
        .Select(word => word.ToLowerInvariant()).Where(word => word.Length >= 3)
        .OrderByDescending(word => word.Length);
}
