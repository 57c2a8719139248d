using System.Globalization;
using System.Text;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Time;
using Visio.Rtc.Units;
using Visio.Testing;

namespace Visio.Rtc.Tests.CongestionControl;

/// <summary>
/// A sender that follows its estimate, a path with one bottleneck, and a receiver that reports every 100 ms as browsers do; in virtual time
/// by steps of a millisecond. What happened is kept per 100 ms.
/// </summary>
internal sealed class PathSimulation(int seed)
{
    private const int PacketSize = 1_150;
    private const int AudioSize = 130;
    private const int PaddingSize = 310;
    private const int RingSize = 65_536;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly SeededRandom _random = new(seed);
    private readonly PriorityQueue<(ushort Number, int Bytes), (long At, long Order)> _underWay = new();
    private readonly Queue<(long At, byte[] Report)> _reports = new();
    private readonly long[] _arrivals = CreateRing();
    private readonly StringBuilder _log = new();
    private long _order;
    private long _freeAt;
    private long _lastArrival;
    private long _nextToReport = -1;
    private long _highest = -1;
    private byte _reportCount;
    private double _owed;
    private int _steps;
    private long _deliveredBytes;
    private long _deliveredBefore;
    private double _crossOwed;
    private long _stallFrom;
    private long _stallTo;
    private bool _isBad;

    public BandwidthEstimate Estimate { get; } = new();

    public Instant Now { get; private set; } = Instant.Zero + TimeSpan.FromSeconds(1);

    public TimeSpan Elapsed => TimeSpan.FromMilliseconds(_steps);

    /// <summary>The bottleneck; null for none.</summary>
    public Bitrate? Capacity { get; set; }

    /// <summary>The longest that its queue may be.</summary>
    public TimeSpan MaxQueue { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>One way.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Added to each packet's delay, up to this much; nothing overtakes.</summary>
    public TimeSpan Jitter { get; set; }

    /// <summary>
    /// Every two seconds or so the receiver's machine does nothing for up to this long, and then takes all that came at once.
    /// </summary>
    public TimeSpan Stall { get; set; }

    public double Loss { get; set; }

    /// <summary>How many are lost in a row on average, as in Gilbert's model; 1 or less where each is lost by itself.</summary>
    public double BurstLength { get; set; }

    public double ReportLoss { get; set; }

    public bool IsDown { get; set; }

    /// <summary>What others send through the bottleneck, at an even rate.</summary>
    public Bitrate CrossTraffic { get; set; }

    /// <summary>What there is to send, besides speech at 52 kbit/s.</summary>
    public Bitrate Video { get; set; } = new(4_000_000);

    /// <summary>Whether the peer's clock gains on ours, in parts per million.</summary>
    public double Drift { get; set; }

    public bool CanPad { get; set; } = true;

    public long PaddingBytes { get; private set; }

    public List<Sample> Samples { get; } = [];

    public void Run(double seconds)
    {
        for (var end = _steps + (seconds * 1000); _steps < end;)
        {
            StepOnce();
        }
    }

    /// <summary>Runs until the estimate is at least so much; the seconds that took, or infinity after <paramref name="limit"/>.</summary>
    public double SecondsUntil(Func<Sample, bool> condition, double limit)
    {
        var start = _steps;
        while (_steps - start < limit * 1000)
        {
            StepOnce();
            if (_steps % 100 == 0 && condition(Samples[^1]))
            {
                return (_steps - start) / 1000.0;
            }
        }

        return double.PositiveInfinity;
    }

    /// <summary>The average of what arrived in the last seconds, padding included.</summary>
    public double Delivered(double seconds) => Last(seconds).Average(s => s.Delivered);

    public double AverageTarget(double seconds) => Last(seconds).Average(s => s.Target);

    public double LongestQueue(double seconds) => Last(seconds).Max(s => s.QueueMilliseconds);

    public double AverageQueue(double seconds) => Last(seconds).Average(s => s.QueueMilliseconds);

    /// <summary>What happened, a line each half second; for the messages of failures.</summary>
    public override string ToString()
    {
        _log.Clear().AppendLine(CultureInfo.InvariantCulture, $"seed {seed}");
        foreach (var s in Samples.Where((_, i) => i % 5 == 4))
        {
            _log.AppendLine(CultureInfo.InvariantCulture, $"{s.Seconds,6:F1} s  target {s.Target / 1000,7:F0} k  delivered {s.Delivered / 1000,6:F0} k  queue {s.QueueMilliseconds,4:F0} ms  {s.Use}  own loss {s.OwnLoss:P0}");
        }

        return _log.ToString();
    }

    private IEnumerable<Sample> Last(double seconds) => Samples.TakeLast((int)(seconds * 10));

    private void StepOnce()
    {
        Now += Step;
        _steps++;
        while (_reports.TryPeek(out var report) && report.At <= Now.Ticks)
        {
            var reader = new RtcpReader(_reports.Dequeue().Report);
            Assert.True(reader.MoveNext() && TransportFeedback.TryParse(reader.Current, out var feedback) && Take(feedback));
        }

        if (Estimate.NextTimeout <= Now)
        {
            Estimate.HandleTimeout(Now);
        }

        Estimate.WantedBitrate = Video + new Bitrate(60_000);
        if (_steps % 20 == 0)
        {
            Send(AudioSize);
        }

        if (_steps % 33 == 0)
        {
            SendFrame();
        }

        for (var owed = Estimate.PaddingOwed(CanPad, Now); owed > 0; owed -= PaddingSize)
        {
            PaddingBytes += PaddingSize;
            Send(PaddingSize);
        }

        if (CrossTraffic > Bitrate.Zero && Capacity is { } capacity && !IsDown)
        {
            _crossOwed += CrossTraffic.BytesIn(Step);
            for (; _crossOwed >= PacketSize && _freeAt - Now.Ticks <= MaxQueue.Ticks; _crossOwed -= PacketSize)
            {
                _freeAt = Math.Max(_freeAt, Now.Ticks) + (long)(PacketSize * 8e7 / capacity.BitsPerSecond);
            }

            _crossOwed = Math.Min(_crossOwed, PacketSize);
        }

        Deliver();
        if (_steps % 100 == 0)
        {
            Report();
            Samples.Add(new(
                _steps / 1000.0,
                Estimate.Target.BitsPerSecond,
                (_deliveredBytes - _deliveredBefore) * 80.0,
                Math.Max(0, _freeAt - Now.Ticks) / (double)TimeSpan.TicksPerMillisecond,
                Estimate.Use,
                Estimate.OwnLoss));
            _deliveredBefore = _deliveredBytes;
        }
    }

    private bool Take(TransportFeedback feedback)
    {
        Estimate.OnFeedback(feedback, Now);
        return true;
    }

    // A quarter more or less each, as frames are.
    private void SendFrame()
    {
        var rate = Bitrate.Min(Video, Bitrate.Max(Bitrate.Zero, Estimate.Target - new Bitrate(52_000)));
        _owed += rate.BytesIn(TimeSpan.FromMilliseconds(33)) * (0.75 + (_random.NextDouble() / 2));
        for (; _owed >= PacketSize; _owed -= PacketSize)
        {
            Send(PacketSize);
        }

        if (_owed > 300)
        {
            Send((int)_owed);
            _owed = 0;
        }
    }

    private void Send(int bytes)
    {
        var number = Estimate.NextNumber;
        Estimate.OnSent(bytes, isNumbered: true, Now);
        if (IsDown || IsLost())
        {
            return;
        }

        var at = Now.Ticks;
        if (Capacity is { } capacity)
        {
            var start = Math.Max(_freeAt, at);
            if (start - at > MaxQueue.Ticks)
            {
                return;
            }

            at = _freeAt = start + (long)(bytes * 8e7 / capacity.BitsPerSecond);
        }

        at += Delay.Ticks + (long)(Jitter.Ticks * _random.NextDouble());
        at = Held(at);
        _lastArrival = at = Math.Max(at, _lastArrival);
        _underWay.Enqueue((number, bytes), (at, _order++));
    }

    private bool IsLost()
    {
        if (BurstLength > 1)
        {
            var toGood = 1 / BurstLength;
            return _isBad = _random.NextDouble() < (_isBad ? 1 - toGood : Loss * toGood / (1 - Loss));
        }

        return _random.NextDouble() < Loss;
    }

    private long Held(long at)
    {
        if (Stall > TimeSpan.Zero && at > _stallTo)
        {
            _stallFrom = at + (long)(TimeSpan.TicksPerSecond * (1 + (2 * _random.NextDouble())));
            _stallTo = _stallFrom + (long)(Stall.Ticks * _random.NextDouble());
        }

        return at >= _stallFrom && at < _stallTo ? _stallTo : at;
    }

    private void Deliver()
    {
        while (_underWay.TryPeek(out var packet, out var due) && due.At <= Now.Ticks)
        {
            _underWay.Dequeue();
            var index = _highest < 0 ? 0x10000L + packet.Number : _highest + (short)(packet.Number - (ushort)_highest);
            for (var i = _highest + 1; i < index && _highest >= 0; i++)
            {
                _arrivals[i & (RingSize - 1)] = TransportFeedbackWriter.NotReceived;
            }

            _nextToReport = _nextToReport < 0 ? index : Math.Min(_nextToReport, index);
            _highest = Math.Max(_highest, index);
            _arrivals[index & (RingSize - 1)] = (long)(due.At * (1 + (Drift / 1e6))) / TransportFeedbackWriter.TicksPerDelta;
            _deliveredBytes += packet.Bytes;
        }
    }

    private void Report()
    {
        Span<byte> buffer = stackalloc byte[1_180];
        while (_nextToReport >= 0 && _nextToReport <= _highest)
        {
            var covered = TransportFeedbackWriter.Write(_arrivals, _nextToReport, _highest + 1, 1, 2, _reportCount++, buffer, out var length);
            if (covered == 0)
            {
                return;
            }

            _nextToReport += covered;
            if (!IsDown && _random.NextDouble() >= ReportLoss)
            {
                _reports.Enqueue(((Now + Delay).Ticks, buffer[..length].ToArray()));
            }
        }
    }

    private static long[] CreateRing()
    {
        var ring = new long[RingSize];
        Array.Fill(ring, TransportFeedbackWriter.NotReceived);
        return ring;
    }

    internal readonly record struct Sample(double Seconds, double Target, double Delivered, double QueueMilliseconds, PathUse Use, double OwnLoss);
}
