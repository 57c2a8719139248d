namespace Visio.Sfu.Forwarding;

/// <summary>Turns running totals of expected and lost packets into those of the time since the last question. A mutable struct.</summary>
internal struct LossCounter
{
    private long _expected;
    private long _lost;

    /// <summary>Begins at these totals.</summary>
    public void Begin(long expected, long lost) => (_expected, _lost) = (expected, lost);

    /// <summary>What was added to the totals since the last call.</summary>
    public (long Expected, long Lost) Take(long expected, long lost)
    {
        // What came late after all may make the loss of an interval negative.
        var since = (Math.Max(0, expected - _expected), Math.Max(0, lost - _lost));
        Begin(expected, lost);
        return since;
    }
}
