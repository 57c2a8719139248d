using Visio.LiveKit.Signalling;

namespace Visio.LiveKit.Tests.Signalling;

public sealed class SignalPaceTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void An_ordinary_client_never_waits()
    {
        var pace = new SignalPace(_time);

        Assert.All(Enumerable.Range(0, SignalPace.Messages - 1), _ => Assert.Equal(TimeSpan.Zero, pace.Charge(1000)));
    }

    [Fact]
    public void Too_many_messages_wait_for_the_next_second()
    {
        var pace = new SignalPace(_time);
        for (var i = 1; i < SignalPace.Messages; i++)
        {
            pace.Charge(1);
        }

        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal(TimeSpan.FromMilliseconds(700), pace.Charge(1));

        _time.Advance(TimeSpan.FromMilliseconds(700));
        Assert.Equal(TimeSpan.Zero, pace.Charge(1));
    }

    [Fact]
    public void Too_many_bytes_wait_too() => Assert.Equal(TimeSpan.FromSeconds(1), new SignalPace(_time).Charge(SignalPace.Bytes));

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
