using Visio.Rtc.CongestionControl;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Time;
using Visio.Rtc.Units;
using Visio.Testing;

namespace Visio.Rtc.Tests.CongestionControl;

/// <summary>Reports that are late, repeated, contradictory or made up.</summary>
public sealed class SendSideEstimatorTests
{
    private readonly BandwidthEstimate _estimate = new();
    private readonly byte[] _buffer = new byte[1_180];
    private Instant _now = Instant.Zero + TimeSpan.FromSeconds(10);

    [Fact]
    public void A_report_that_comes_twice_counts_once()
    {
        Send(50);
        var report = Report(0, 50, i => i * 40);
        Take(report);
        var arriving = _estimate.ArrivingBitrate;
        Take(report);
        Take(report);

        Assert.True(arriving > Bitrate.Zero);
        Assert.Equal(arriving, _estimate.ArrivingBitrate);
    }

    [Fact]
    public void Numbers_and_the_time_of_reports_wrap()
    {
        // 24 bits of 64 ms: the next report begins a new count.
        const long beforeWrap = ((1L << 24) * 256) - 4_000;
        for (var i = 0; i < 660; i++)
        {
            var first = i * 100;
            Send(100);
            Take(Report(first, 100, n => beforeWrap + ((first + n) * 40L)));
        }

        // A packet of 500 bytes every 10 ms.
        Assert.InRange(_estimate.ArrivingBitrate.BitsPerSecond, 380_000, 420_000);
        Assert.False(_estimate.IsKnown);
    }

    [Fact]
    public void What_was_never_sent_is_not_believed()
    {
        Send(10);
        Take(Report(30_000, 500, i => i));
        Take(Report(0xFFF0, 16, i => i));

        Assert.Equal(Bitrate.Zero, _estimate.ArrivingBitrate);
        Assert.Null(_estimate.RoundTripTime);
    }

    [Fact]
    public void A_client_that_never_reports_is_sent_all_it_wants()
    {
        _estimate.WantedBitrate = new(5_000_000);
        for (var i = 0; i < 1000; i++)
        {
            Send(1);
            _estimate.HandleTimeout(_now);
            Assert.Equal(0, _estimate.PaddingOwed(canPad: true, _now));
        }

        Assert.False(_estimate.IsKnown);
        Assert.Equal(Instant.Never, _estimate.NextTimeout);
    }

    [Fact]
    public void The_time_goes_on_whatever_is_asked_of_it()
    {
        // Any order of what a session may call: no deadline may stay in the past once its turn was taken.
        var random = new SeededRandom(99);
        for (var i = 0; i < 20_000; i++)
        {
            switch (random.Next(6))
            {
                case 0:
                    Send(1 + random.Next(20));
                    break;
                case 1:
                    Take(Report(random.Next(65_536), 1 + random.Next(200), n => n * random.Next(200)));
                    break;
                case 2:
                    Take(Report((ushort)(_estimate.NextNumber - 100), 100, n => (_now.Ticks / 2500) + (n * random.Next(300))));
                    break;
                case 3:
                    _estimate.OnPathChanged(_now);
                    break;
                case 4:
                    _estimate.WantedBitrate = new(random.Next(20_000_000));
                    break;
                default:
                    _now += TimeSpan.FromMilliseconds(random.Next(400));
                    break;
            }

            _estimate.HandleTimeout(_now);
            for (var owed = _estimate.PaddingOwed(canPad: i % 3 != 0, _now); owed > 0; owed -= 300)
            {
                _estimate.OnSent(300, isNumbered: true, _now);
            }

            Assert.InRange(_estimate.Target.BitsPerSecond, BandwidthEstimate.Least.BitsPerSecond, BandwidthEstimate.Unconstrained.BitsPerSecond);
            Assert.True(_estimate.NextTimeout >= _now, $"{_estimate.NextTimeout.Ticks} {_now.Ticks} step {i}");
        }
    }

    private void Send(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _estimate.OnSent(500, isNumbered: true, _now);
            _now += TimeSpan.FromMilliseconds(10);
        }
    }

    private byte[] Report(int first, int count, Func<int, long> arrival)
    {
        var ring = new long[1024];
        Array.Fill(ring, TransportFeedbackWriter.NotReceived);
        for (var i = 0; i < count; i++)
        {
            ring[(0x10000 + first + i) & 1023] = arrival(i);
        }

        TransportFeedbackWriter.Write(ring, 0x10000 + first, 0x10000 + first + count, 1, 2, 0, _buffer, out var length);
        return _buffer[..length];
    }

    private void Take(byte[] report)
    {
        var reader = new RtcpReader(report);
        Assert.True(reader.MoveNext());
        Assert.True(TransportFeedback.TryParse(reader.Current, out var feedback));
        _estimate.OnFeedback(feedback, _now);
    }
}
