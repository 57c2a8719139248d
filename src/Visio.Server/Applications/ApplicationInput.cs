using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Visio.Server.Accounts;

namespace Visio.Server.Applications;

/// <summary>Checks what somebody says about an application.</summary>
internal static partial class ApplicationInput
{
    public const int MaxNameLength = 100;
    private const int MaxDomains = 100;

    public static bool TryReadName(string? text, [NotNullWhen(true)] out string? name) => DisplayName.TryParse(text, MaxNameLength, out name);

    /// <summary>Scopes as they are stored; each of them once.</summary>
    public static bool TryReadScopes(IEnumerable<string?> given, [NotNullWhen(true)] out string? scopes)
    {
        var wanted = given.ToList();
        scopes = wanted.TrueForAll(scope => ApiScopes.All.Contains(scope, StringComparer.Ordinal))
            ? string.Join(' ', wanted.Distinct(StringComparer.Ordinal))
            : null;
        return scopes is not null;
    }

    /// <summary>Mail domains as they are stored: lower case. <c>*</c> stands alone and means all; none means that it acts for nobody.</summary>
    public static bool TryReadDomains(IEnumerable<string?> given, [NotNullWhen(true)] out string? domains)
    {
        var wanted = given.Select(domain => domain?.Trim().ToLowerInvariant() ?? "").Distinct(StringComparer.Ordinal).ToList();
        domains = wanted is ["*"] || (wanted.Count <= MaxDomains && wanted.TrueForAll(IsDomain)) ? string.Join(' ', wanted) : null;
        return domains is not null;
    }

    /// <summary>Labels of letters, digits and hyphens (RFC 1123 section 2.1); international names in their ASCII form.</summary>
    private static bool IsDomain(string text) => text.Length <= 253 && Domain().IsMatch(text);

    [GeneratedRegex(@"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Domain();
}
