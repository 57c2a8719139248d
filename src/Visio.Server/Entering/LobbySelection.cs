namespace Visio.Server.Entering;

/// <summary>Chooses some or all of those who wait.</summary>
/// <param name="Ids">Some of them, at most 1,000.</param>
/// <param name="All">True for everybody who waits at this moment.</param>
internal sealed record LobbySelection(IReadOnlyList<string?>? Ids = null, bool? All = null)
{
    private const int Most = 1000;

    /// <summary>Whether somebody is chosen; null means everybody, and an invalid selection is no selection.</summary>
    public bool TryRead(out Func<LobbyPlace, bool>? which)
    {
        which = null;
        if (All == true)
        {
            return Ids is null;
        }

        if (Ids is not { Count: > 0 and <= Most })
        {
            return false;
        }

        var chosen = Ids.OfType<string>().ToHashSet(StringComparer.Ordinal);
        which = place => chosen.Contains(place.Id);
        return true;
    }
}
