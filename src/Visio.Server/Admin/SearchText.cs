namespace Visio.Server.Admin;

/// <summary>What an administrator looks for: text that may be handed to the database.</summary>
internal static class SearchText
{
    private const int MaxLength = 200;

    /// <summary>Whether it is absent or harmless: not too long, and no control characters (PostgreSQL takes no NUL).</summary>
    public static bool IsFine(string? text) => text is null || (text.Length <= MaxLength && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c)));

    /// <summary>Upper case, as addresses are looked up; null where there is nothing to look for.</summary>
    public static string? Normalize(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().ToUpperInvariant();
}
