using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Visio.Server.Admin;

/// <summary>
/// Which part of a list is asked for. A cursor says how many come before it: what is added meanwhile can make an item appear twice, which
/// lists for administrators can bear.
/// </summary>
internal sealed class Page
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxOffset = 10_000_000;

    /// <summary>How many at most, from 1 to 200; 50 where it is missing.</summary>
    public int? Limit { get; init; }

    /// <summary>The <c>next</c> of the part before.</summary>
    public string? Cursor { get; init; }

    private int Take => Math.Clamp(Limit ?? DefaultLimit, 1, MaxLimit);

    /// <summary>A cursor that we did not make is the beginning.</summary>
    private int Skip => int.TryParse(Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var skip) && skip <= MaxOffset ? skip : 0;

    /// <summary>The part of an ordered <paramref name="query"/>, and the cursor of what follows; null at the end.</summary>
    public async Task<(List<T> Items, string? Next)> ReadAsync<T>(IQueryable<T> query, CancellationToken cancellationToken)
    {
        var items = await query.Skip(Skip).Take(Take + 1).ToListAsync(cancellationToken);
        return (items, Cut(items));
    }

    /// <summary>The part of a list in memory.</summary>
    public (List<T> Items, string? Next) Of<T>(IEnumerable<T> all)
    {
        var items = all.Skip(Skip).Take(Take + 1).ToList();
        return (items, Cut(items));
    }

    private string? Cut<T>(List<T> items)
    {
        if (items.Count <= Take)
        {
            return null;
        }

        items.RemoveAt(Take);
        return (Skip + Take).ToString(CultureInfo.InvariantCulture);
    }
}
