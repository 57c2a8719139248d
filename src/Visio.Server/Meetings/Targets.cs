using System.Diagnostics.CodeAnalysis;

namespace Visio.Server.Meetings;

/// <summary>Who an action is meant for, once it is found to be well said.</summary>
internal sealed class Targets
{
    private const int Most = 1000;
    private const int LongestIdentity = 256;

    private readonly HashSet<string> _named;
    private readonly bool _all;

    private Targets(IEnumerable<string> named, bool all)
    {
        _named = named.ToHashSet(StringComparer.Ordinal);
        _all = all;
    }

    /// <summary>Whether it is meant for exactly one person.</summary>
    public bool IsOne => !_all && _named.Count == 1;

    /// <summary>Reads what a body says.</summary>
    /// <param name="identities">Those it is meant for; null with <paramref name="all"/>.</param>
    /// <param name="all">True for everybody.</param>
    /// <param name="except">Who is left out of everybody.</param>
    /// <param name="targets">The outcome.</param>
    public static bool TryParse(
        IReadOnlyList<string?>? identities, bool? all, IReadOnlyList<string?>? except, [NotNullWhen(true)] out Targets? targets)
    {
        targets = null;
        if (all == true ? identities is not null || !AreIdentities(except ?? []) : except is not null || identities is null || !AreIdentities(identities))
        {
            return false;
        }

        targets = new(((all == true ? except : identities) ?? []).OfType<string>(), all == true);
        return true;
    }

    /// <summary>Whether a text may be an identity at all; a database may take no control characters, nor half a character.</summary>
    public static bool IsIdentity([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= LongestIdentity } && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c));

    public bool Include(string identity) => _named.Contains(identity) != _all;

    private static bool AreIdentities(IReadOnlyList<string?> texts) => texts.Count <= Most && texts.All(t => IsIdentity(t));
}
