using Visio.Rtc.CongestionControl;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Rtc.Tests.CongestionControl;

public sealed class TransportFeedbackRecorderTests
{
    private readonly TransportFeedbackRecorder _recorder = new();
    private readonly byte[] _buffer = new byte[1200];

    [Fact]
    public void Twenty_packets_are_not_reported_and_twenty_one_are_after_100_milliseconds()
    {
        Record(0, 20, At(0));
        Assert.False(_recorder.IsDue(At(1000)));
        Record(20, 1, At(99));
        Assert.False(_recorder.IsDue(At(99)));
        Assert.True(_recorder.IsDue(At(100)));
    }

    [Fact]
    public void The_end_of_a_frame_is_reported_after_50_milliseconds()
    {
        Record(0, 30, At(0));
        _recorder.Record(30, marker: true, At(49));
        Assert.False(_recorder.IsDue(At(49)));
        Assert.True(_recorder.IsDue(At(50)));
    }

    [Fact]
    public void More_than_a_hundred_packets_are_reported_at_once()
    {
        Record(0, 100, At(0));
        Assert.False(_recorder.IsDue(At(0)));
        Record(100, 1, At(0));
        Assert.True(_recorder.IsDue(At(0)));
    }

    [Fact]
    public void Losses_between_reports_are_reported_as_lost()
    {
        Record(0, 101, At(0));
        Assert.Equal(101, Reports(At(0)).Count);
        Record(105, 101, At(50));

        var second = Reports(At(50));

        Assert.Equal(105, second.Count);
        Assert.Equal([101, 102, 103, 104], second.Where(s => s.Arrival == null).Select(s => (int)s.Number));
    }

    [Fact]
    public void A_packet_that_comes_after_its_report_is_reported_with_the_next()
    {
        Record(0, 50, At(0));
        Record(51, 51, At(0));
        Assert.Null(Reports(At(0)).Single(s => s.Number == 50).Arrival);
        Record(102, 100, At(50));
        _recorder.Record(50, marker: false, At(51));

        Assert.NotNull(Reports(At(51)).Single(s => s.Number == 50).Arrival);
    }

    [Fact]
    public void Every_arrival_is_reported_to_a_quarter_of_a_millisecond_through_loss_reordering_and_wraps()
    {
        const int Seed = 99;
        var random = new SeededRandom(Seed);
        var expected = new Dictionary<long, long>();
        var reported = new Dictionary<long, long?>();
        var now = At(12345);
        var unwrapper = default(SequenceUnwrapper);
        var firstUnwrapped = unwrapper.Unwrap(65000);
        for (var i = 65000L; i < 200_000; i++)
        {
            now += TimeSpan.FromTicks(random.Next(random.Next(100) == 0 ? 3_000_000 : 20_000));
            var number = i + random.Next(3);
            if (random.Next(10) != 0)
            {
                if (expected.TryAdd(number, now.Ticks / 2500))
                {
                    // A repetition must not change the first arrival.
                    _recorder.Record((ushort)number, marker: random.Next(10) == 0, now);
                }

                _recorder.Record((ushort)number, marker: false, now + TimeSpan.FromMilliseconds(3));
            }

            foreach (var status in Reports(now))
            {
                var index = unwrapper.Unwrap(status.Number);
                reported[index - firstUnwrapped + 65000] = status.Arrival;
            }
        }

        foreach (var (number, arrival) in expected.Where(e => e.Key < 199_000))
        {
            Assert.True(reported.TryGetValue(number, out var seen) && seen == arrival, $"seed {Seed}: {number} arrived at {arrival}, reported {seen}");
        }
    }

    [Fact]
    public void A_huge_gap_is_survived_and_memory_stays_bounded()
    {
        Record(0, 101, At(0));
        Reports(At(0));
        Record(30000, 101, At(10));

        var statuses = Reports(At(10));

        Assert.Equal(TransportFeedbackRecorder.Window, statuses.Count);
        Assert.Equal(101, statuses.Count(s => s.Arrival != null));
    }

    [Fact]
    public void Memory_is_taken_with_the_first_packet_and_grows_with_what_waits()
    {
        Assert.Equal(0, _recorder.Bytes);
        Record(0, 101, At(0));
        Reports(At(0));
        var few = _recorder.Bytes;
        Record(101, 1000, At(10));

        Assert.InRange(few, 1, 4096);
        Assert.True(_recorder.Bytes > few);
        Assert.Equal(1000, Reports(At(10)).Count(s => s.Arrival != null));
    }

    [Fact]
    public void A_pause_longer_than_a_delta_can_say_splits_the_report()
    {
        Record(0, 11, At(0));
        Record(11, 11, At(10_000));

        var statuses = Reports(At(10_000), out var packets);

        Assert.Equal(2, packets);
        Assert.Equal(22, statuses.Count);
        Assert.All(statuses, s => Assert.Equal(s.Number < 11 ? 0 : 40_000, s.Arrival));
    }

    [Fact]
    public void A_small_destination_gets_the_report_in_pieces()
    {
        for (var i = 0; i < 101; i++)
        {
            _recorder.Record((ushort)(i * 2), marker: false, At(i * 100));
        }

        var statuses = Reports(At(20_000), out var packets, 64);

        Assert.True(packets > 3);
        Assert.Equal(101, statuses.Count(s => s.Arrival != null));
        Assert.Equal(201, statuses.Select(s => s.Number).Distinct().Count());
    }

    private static Instant At(int milliseconds) => Instant.Zero + TimeSpan.FromMilliseconds(milliseconds);

    private void Record(int first, int count, Instant now)
    {
        for (var i = 0; i < count; i++)
        {
            _recorder.Record((ushort)(first + i), marker: false, now);
        }
    }

    private List<Status> Reports(Instant now) => Reports(now, out _);

    private List<Status> Reports(Instant now, out int packets, int size = 1200)
    {
        var statuses = new List<Status>();
        packets = 0;
        while (_recorder.TryWrite(now, 1, 2, _buffer.AsSpan(0, size), out var length))
        {
            packets++;
            var reader = new RtcpReader(_buffer.AsSpan(0, length));
            Assert.True(reader.MoveNext());
            Assert.True(TransportFeedback.TryParse(reader.Current, out var feedback));
            var time = (long)feedback.ReferenceTime << 8;
            while (feedback.MoveNext())
            {
                time += feedback.Delta;
                statuses.Add(new(feedback.SequenceNumber, feedback.IsReceived ? time : null));
            }

            Assert.False(reader.MoveNext());
            Assert.False(reader.IsMalformed);
        }

        return statuses;
    }

    private sealed record Status(ushort Number, long? Arrival);
}
