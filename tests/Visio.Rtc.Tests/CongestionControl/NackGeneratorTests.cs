using Visio.Rtc.CongestionControl;
using Visio.Rtc.Time;

namespace Visio.Rtc.Tests.CongestionControl;

public sealed class NackGeneratorTests
{
    private readonly NackGenerator _generator = new() { RoundTripTime = TimeSpan.FromMilliseconds(100) };
    private readonly ushort[] _numbers = new ushort[200];

    [Fact]
    public void A_missing_packet_is_asked_for_after_a_moment_for_reordering()
    {
        _generator.OnPacket(65534, At(0));
        _generator.OnPacket(1, At(10));

        Assert.Equal(At(30), _generator.Due);
        Assert.Equal(0, _generator.Collect(At(29), _numbers));
        Assert.Equal(2, _generator.Collect(At(30), _numbers));
        Assert.Equal([65535, 0], _numbers[..2]);
    }

    [Fact]
    public void A_reordered_packet_is_not_asked_for()
    {
        _generator.OnPacket(1, At(0));
        _generator.OnPacket(3, At(0));
        _generator.OnPacket(2, At(5));

        Assert.Equal(Instant.Never, _generator.Due);
        Assert.Equal(0, _generator.Collect(At(100), _numbers));
    }

    [Fact]
    public void Where_much_is_reordered_it_is_waited_for_longer_and_no_longer_when_that_has_ended()
    {
        ushort number = 0;
        for (var i = 0; i < 5; i++)
        {
            _generator.OnPacket(number, At(i * 100));
            _generator.OnPacket((ushort)(number + 2), At(i * 100));
            _generator.Collect(At((i * 100) + 20), _numbers);
            _generator.OnPacket((ushort)(number + 1), At((i * 100) + 40));
            number += 3;
        }

        Assert.Equal(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(Math.Round(_generator.Tolerance.TotalMilliseconds / 5) * 5));
        for (var i = 0; i < 100; i++)
        {
            _generator.OnPacket(number += 2, At(10_000 + (i * 1000)));
            _generator.Collect(At(10_500 + (i * 1000)), _numbers);
        }

        Assert.Equal(TimeSpan.FromMilliseconds(20), _generator.Tolerance);
    }

    [Fact]
    public void The_answer_to_the_first_request_tells_the_round_trip()
    {
        _generator.OnPacket(1, At(0));
        _generator.OnPacket(4, At(0));
        _generator.Collect(At(20), _numbers);
        Assert.False(_generator.TryTakeRoundTrip(out _));
        _generator.OnPacket(2, At(170), isRepair: true);
        Assert.True(_generator.TryTakeRoundTrip(out var roundTrip));
        Assert.Equal(TimeSpan.FromMilliseconds(150), roundTrip);
        Assert.False(_generator.TryTakeRoundTrip(out _));

        _generator.Collect(At(180), _numbers);
        _generator.OnPacket(3, At(190), isRepair: true);
        Assert.True(_generator.TryTakeRoundTrip(out roundTrip));
        Assert.Equal(TimeSpan.FromMilliseconds(170), roundTrip);
    }

    [Fact]
    public void Requests_are_spaced_by_the_growing_round_trip_time_and_end_after_five()
    {
        _generator.OnPacket(1, At(0));
        _generator.OnPacket(3, At(0));
        var asked = new List<long>();
        while (_generator.Due != Instant.Never)
        {
            var now = _generator.Due;
            if (_generator.Collect(now, _numbers) > 0)
            {
                asked.Add(now.Milliseconds);
            }
        }

        Assert.Equal([20, 120, 245, 401, 596], asked);
        Assert.Equal(0, _generator.Count);
        Assert.Equal(1, _generator.Abandoned);
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(5000, 400)]
    public void The_spacing_stays_between_20_and_400_milliseconds(int roundTripTime, int spacing)
    {
        _generator.RoundTripTime = TimeSpan.FromMilliseconds(roundTripTime);
        _generator.OnPacket(1, At(0));
        _generator.OnPacket(3, At(0));
        _generator.Collect(At(20), _numbers);

        Assert.Equal(At(20 + spacing), _generator.Due);
    }

    [Fact]
    public void At_most_a_hundred_packets_are_waited_for()
    {
        for (var i = 0; i < 1000; i += 3)
        {
            _generator.OnPacket((ushort)i, At(0));
        }

        Assert.Equal(NackGenerator.Capacity, _generator.Count);
        Assert.Equal(100, _generator.Collect(At(20), _numbers));
        Assert.Equal(998, _numbers[99]);
    }

    [Fact]
    public void After_a_gap_that_retransmission_cannot_mend_nothing_is_asked_for()
    {
        _generator.OnPacket(1, At(0));
        _generator.OnPacket(3, At(0));
        _generator.OnPacket(1000, At(0));

        Assert.Equal(0, _generator.Count);
        Assert.Equal(Instant.Never, _generator.Due);
    }

    [Fact]
    public void What_does_not_fit_stays_due()
    {
        _generator.OnPacket(1, At(0));
        _generator.OnPacket(5, At(0));

        Assert.Equal(2, _generator.Collect(At(20), _numbers.AsSpan(0, 2)));
        Assert.Equal(At(20), _generator.Due);
        Assert.Equal(1, _generator.Collect(At(20), _numbers));
        Assert.Equal(4, _numbers[0]);
    }

    private static Instant At(int milliseconds) => Instant.Zero + TimeSpan.FromMilliseconds(milliseconds);
}
