using System.Runtime.CompilerServices;
using Visio.Rtc.Time;
using Visio.Rtc.Units;

namespace Visio.Rtc.CongestionControl;

/// <summary>The rate of a stream of packets over the last half second, in steps of 20 ms. A mutable struct, owned by one stream.</summary>
internal struct RateWindow
{
    /// <summary>How far back packets count.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMilliseconds(500);

    private const int StepCount = 25;
    private const long TicksPerStep = TimeSpan.TicksPerSecond / 50;

    private Steps _steps;
    private long _first;
    private long _last;

    /// <summary>Counts a packet; one that is older than the window counts nothing.</summary>
    public void Add(Instant at, int bytes)
    {
        var step = at.Ticks / TicksPerStep;
        if (_last == 0)
        {
            _first = step;
            _last = step;
        }

        Advance(step);
        if (step > _last - StepCount)
        {
            _steps[(int)(step % StepCount)] += bytes;
        }
    }

    /// <summary>The rate up to a moment: over the whole window, or over the time since the first packet where that is less.</summary>
    public Bitrate At(Instant now) => Over(now, StepCount);

    /// <summary>The rate over the last 200 ms alone.</summary>
    public Bitrate Lately(Instant now) => Over(now, 10);

    private Bitrate Over(Instant now, int count)
    {
        if (_last == 0)
        {
            return Bitrate.Zero;
        }

        Advance(now.Ticks / TicksPerStep);
        count = (int)Math.Clamp(_last - _first + 1, 1, count);
        var bytes = 0L;
        for (var step = _last - count + 1; step <= _last; step++)
        {
            bytes += _steps[(int)(step % StepCount)];
        }

        return Bitrate.Over(bytes, new TimeSpan(count * TicksPerStep));
    }

    private void Advance(long step)
    {
        if (step - _last >= StepCount)
        {
            _steps = default;
            _last = step;
        }

        while (_last < step)
        {
            _steps[(int)(++_last % StepCount)] = 0;
        }
    }

    [InlineArray(StepCount)]
    private struct Steps
    {
        private int _first;
    }
}
