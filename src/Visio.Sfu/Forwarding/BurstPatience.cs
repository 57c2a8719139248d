namespace Visio.Sfu.Forwarding;

/// <summary>
/// Whether it pays to look some microseconds longer for the rest of a picture of one layer, so that all of it leaves together: it does where a picture
/// comes at once, and not where its sender spreads it over milliseconds.
/// </summary>
internal struct BurstPatience
{
    private const int Most = 4;

    /// <summary>Where it has not paid, it is tried again with one of so many.</summary>
    private const int TriedAgain = 32;

    private int _credit;
    private int _passed;

    /// <summary>Whether to wait for the rest of this one.</summary>
    public bool Waits() => _credit > 0 || ++_passed % TriedAgain == 0;

    /// <summary>More of it came in time.</summary>
    public void OnCame() => _credit = Math.Min(_credit + 1, Most);

    /// <summary>Nothing came.</summary>
    public void OnMissed() => _credit = Math.Max(_credit - 1, 0);
}
