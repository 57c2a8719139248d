using Visio.Rtc.Time;

namespace Visio.Sfu.Allocation;

/// <summary>
/// Decides which share of the pictures is forwarded while the loop does not keep up with what arrives: fewer and fewer, so that sound, which
/// costs least and matters most, goes on whole. Down within seconds, up again slowly, and more slowly after a rise that was too early.
/// Owned by the loop's thread.
/// </summary>
internal sealed class LoadShedding
{
    /// <summary>The share of what all pictures of a subscriber cost, by level.</summary>
    private static readonly double[] Shares = [1, 0.5, 0.25, 0.1, 0];

    /// <summary>How often in a row the loop has to be behind: once is a moment in which it was not scheduled.</summary>
    private const int LeastObservations = 2;

    /// <summary>What a level brings shows after this: publishers' next key frames, and what has queued up.</summary>
    private static readonly TimeSpan Effect = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan ShortestCalm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestCalm = TimeSpan.FromSeconds(60);

    private TimeSpan _calm = ShortestCalm;
    private Instant _changedAt;
    private Instant _behindAt;
    private bool _wasLowered;
    private int _inARow;

    /// <summary>0 while everything is forwarded, to 4 where no picture is.</summary>
    public int Level { get; private set; }

    /// <summary>The share of what pictures cost that may be spent, 0 to 1.</summary>
    public double Share => Shares[Level];

    /// <summary>Takes whether the loop is behind, a few times a second.</summary>
    /// <returns>Whether <see cref="Level"/> is another now.</returns>
    public bool Observe(bool isBehind, Instant now)
    {
        _inARow = isBehind ? _inARow + 1 : 0;
        _behindAt = isBehind ? now : _behindAt;
        if (_inARow >= LeastObservations && Level < Shares.Length - 1 && (Level == 0 || now - _changedAt >= Effect))
        {
            if (_wasLowered)
            {
                _calm = _calm * 2 < LongestCalm ? _calm * 2 : LongestCalm;
            }

            Set(Level + 1, wasLowered: false, now);
            return true;
        }

        if (Level > 0 && now - _behindAt >= _calm && now - _changedAt >= _calm)
        {
            Set(Level - 1, wasLowered: true, now);
            return true;
        }

        if (Level == 0 && now - _changedAt >= LongestCalm)
        {
            (_calm, _wasLowered) = (ShortestCalm, false);
        }

        return false;
    }

    private void Set(int level, bool wasLowered, Instant now) => (Level, _wasLowered, _changedAt) = (level, wasLowered, now);
}
