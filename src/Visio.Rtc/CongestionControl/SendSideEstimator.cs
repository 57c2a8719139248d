using Visio.Rtc.Rtcp;
using Visio.Rtc.Time;
using Visio.Rtc.Units;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// Estimates what a path carries from the receiver's reports on every packet (draft-ietf-rmcat-gcc-02, all of it on the sender's side): by
/// the growth of delays, by loss, and by probes. One per transport; memory is bounded by <see cref="SentPacketHistory.MaxCapacity"/>.
/// </summary>
internal sealed class SendSideEstimator
{
    /// <summary>No honest report covers more packets than are remembered.</summary>
    private const int MostReported = SentPacketHistory.MaxCapacity;

    /// <summary>Without any report for this long, or for three round trips, the path is taken for gone.</summary>
    private static readonly TimeSpan SilencePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SilenceStep = TimeSpan.FromMilliseconds(500);
    private const double SilenceDecrease = 0.7;

    /// <summary>How many reports back the shortest round trip is looked for: what a report adds to it by waiting varies.</summary>
    private const int RoundTripMemory = 16;
    private static readonly TimeSpan LongestRoundTripTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DefaultRoundTripTime = TimeSpan.FromMilliseconds(100);

    /// <summary>While a queue drains, there is no room.</summary>
    private static readonly TimeSpan LongestQueueToProbe = TimeSpan.FromMilliseconds(75);

    /// <summary>After this time without a packet no report on those before is waited for.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly SentPacketHistory _history = new();
    private readonly DelayTrend _trend = new();
    private readonly DelayBound _delay = new();
    private readonly LossBound _loss = new();
    private readonly ProbeSchedule _probes = new();
    private readonly TimeSpan[] _roundTrips = new TimeSpan[RoundTripMemory];

    // The runtime keeps structures in the order they are written in: those that each packet sent needs come first.
    private Instant _lastSent;
    private Instant _silentSince = Instant.Never;
    private ArrivalGroups _groups;
    private StandingQueue _queue = new();
    private ArrivalClock _clock;
    private RateWindow _arriving;
    private int _roundTripCount;
    private long _reported;
    private Instant _lastArrived;
    private Instant _nextSilenceStep;
    private Bitrate _silenceBound = BandwidthEstimate.Unconstrained;
    private Bitrate _beforeSilence;

    /// <summary>Whether the receiver has ever reported: one that does not is sent all it wants.</summary>
    public bool HasReports => _reported != 0;

    /// <summary>The rate to send at.</summary>
    public Bitrate Target => Bitrate.Min(Bitrate.Min(_delay.Rate, _loss.Rate), _silenceBound);

    /// <summary>The shortest round trip of the last reports; it has what the receiver waits before it reports in it.</summary>
    public TimeSpan RoundTripTime { get; private set; } = DefaultRoundTripTime;

    /// <summary>What arrives at the receiver.</summary>
    public Bitrate Arriving => _arriving.At(_lastArrived);

    /// <summary>What the delay says.</summary>
    public PathUse Use => _trend.Use;

    /// <summary>How long packets wait on the path.</summary>
    public TimeSpan Queue => _queue.Delay;

    /// <summary>The share of packets that the path loses at any rate.</summary>
    public double OwnLoss => _loss.OwnLoss;

    /// <summary>What of all that is sent is never lowered.</summary>
    public Bitrate FixedBitrate
    {
        set => _loss.Fixed = value;
    }

    /// <summary>Memory for the packets that are to be reported on.</summary>
    public int Bytes => _history.Bytes;

    /// <summary>The number that the next packet carries.</summary>
    public ushort NextNumber => _history.NextNumber;

    /// <summary>The objects that each packet sent reads (<see cref="Buffers.CacheLines"/>).</summary>
    public object[] SendState => [this, _history, _probes, _probes.Probe];

    /// <summary>Asks for the memory that as many packets fill, once <see cref="SendState"/> is in the cache.</summary>
    public void Warm(int packets) => _history.Warm(packets);

    /// <summary>When <see cref="HandleTimeout"/> or <see cref="PaddingOwed"/> wants to be called.</summary>
    public Instant NextTimeout => Instant.Min(_probes.NextTimeout, HasReports ? _nextSilenceStep : Instant.Never);

    /// <summary>Notes that the packet with <see cref="NextNumber"/> leaves.</summary>
    public void OnSent(int bytes, Instant now)
    {
        if (_silentSince == Instant.Never)
        {
            _silentSince = now;
            _nextSilenceStep = now + Patience;
        }

        _lastSent = now;
        _history.Add(bytes, _probes.Probe.Mark, now);
        if (_probes.Probe.IsSending)
        {
            _probes.Probe.OnSent(bytes, now);
        }
    }

    /// <summary>Gives memory back when nothing was sent for a while.</summary>
    public void ReturnIdle(Instant now)
    {
        if (_history.Bytes > 0 && now - _lastSent > Rest)
        {
            _history.Clear();
        }
    }

    /// <summary>Notes that a packet is sent again under its number.</summary>
    public void OnRepeated(ushort number)
    {
        var index = _history.Unwrap(number);
        if (_history.Contains(index))
        {
            _history[index].IsRepeated = true;
        }
    }

    /// <summary>How many bytes of padding are to leave now, to find out whether there is room for more than is sent; 0 for none.</summary>
    /// <param name="wanted">What would be sent if there were room.</param>
    /// <param name="canPad">Whether there is a stream to send it on.</param>
    /// <param name="now">The time.</param>
    public int PaddingOwed(Bitrate wanted, bool canPad, Instant now)
    {
        if (!canPad)
        {
            _probes.Probe.Cancel();
            return 0;
        }

        if (HasReports && _silenceBound == BandwidthEstimate.Unconstrained && _trend.Use != PathUse.Over && _queue.Delay < LongestQueueToProbe)
        {
            _probes.Consider(Target, wanted, now);
        }

        return _probes.Probe.Owed(now);
    }

    /// <summary>The path leads elsewhere: its delays have nothing to do with those before.</summary>
    public void OnPathChanged(Instant now)
    {
        _trend.Reset();
        _groups = default;
        _queue.Reset();
        _roundTripCount = 0;
        _loss.Ignore(now);
        _probes.Hasten(now);
    }

    /// <summary>Takes a report. Whatever it says, it costs no more than <see cref="MostReported"/> steps.</summary>
    public void OnFeedback(TransportFeedback feedback, Instant now)
    {
        if (feedback.PacketCount > MostReported)
        {
            return;
        }

        var arrived = _clock.Begin(feedback, now);
        var first = _history.Unwrap(feedback.BaseSequenceNumber);
        CountUnreported(first, arrived, now);
        var newest = Instant.Zero;
        for (var index = first; feedback.MoveNext(); index++)
        {
            arrived += new TimeSpan(feedback.Delta * TransportFeedbackWriter.TicksPerDelta);
            if (_history.Contains(index))
            {
                ref var packet = ref _history[index];
                if (Take(ref packet, feedback.IsReceived, arrived) && packet.At > newest && !packet.IsRepeated)
                {
                    newest = packet.At;
                }

                _reported = Math.Max(_reported, index + 1);
            }
        }

        if (newest == Instant.Zero)
        {
            return; // Nothing that was not known.
        }

        ObserveRoundTrip(now - newest);
        _queue.EndReport(now);
        EndSilence(now);
        var before = _delay.LastDecrease;
        _delay.Update(_trend.Use, _queue.Delay, ref _arriving, _lastArrived, _loss.OwnLoss, RoundTripTime, now);
        if (_delay.IsQueueOfOthers)
        {
            _queue.Accept();
        }

        if (_delay.LastDecrease != before)
        {
            // What is lost until the queue is short again is its doing.
            _loss.Ignore(now + RoundTripTime);
            _probes.OnCongestion(Target, now);
        }

        _loss.Update(newest, Target < BandwidthEstimate.Unconstrained, RoundTripTime, now);
        if (_probes.Probe.TryConclude(newest, out var measured))
        {
            Conclude(measured, now);
        }
    }

    /// <summary>Does what is due because nothing was reported.</summary>
    public void HandleTimeout(Instant now)
    {
        if (!HasReports || now < _nextSilenceStep)
        {
            return;
        }

        _nextSilenceStep = now + SilenceStep;
        if (now - _lastSent > SilenceStep)
        {
            return; // There is nothing to report on.
        }

        if (_silenceBound == BandwidthEstimate.Unconstrained)
        {
            _beforeSilence = Target < BandwidthEstimate.Unconstrained ? Target : Arriving * 1.2;
            _silenceBound = Bitrate.Min(Target, Arriving);
        }

        _silenceBound = Bitrate.Max(_silenceBound * SilenceDecrease, BandwidthEstimate.Least);
    }

    private TimeSpan Patience => RoundTripTime * 3 > SilencePatience ? RoundTripTime * 3 : SilencePatience;

    /// <summary>Takes what is said of a packet; true when it is news that it arrived.</summary>
    private bool Take(ref SentPacket packet, bool isReceived, Instant arrived)
    {
        if (!isReceived)
        {
            if (packet.Status == SentStatus.UnderWay)
            {
                packet.Status = SentStatus.Missing;
                _loss.Count(packet.At, packet.Bytes, hasArrived: false);
            }

            return false;
        }

        if (packet.Status is SentStatus.Arrived or SentStatus.None)
        {
            return false;
        }

        if (packet.Status == SentStatus.Missing)
        {
            _loss.Recover(packet.At);
        }
        else
        {
            _loss.Count(packet.At, packet.Bytes, hasArrived: true);
        }

        packet.Status = SentStatus.Arrived;
        Arrive(packet, arrived);
        return true;
    }

    private void Arrive(in SentPacket packet, Instant arrived)
    {
        _lastArrived = arrived > _lastArrived ? arrived : _lastArrived;
        _arriving.Add(arrived, packet.Bytes);
        if (!packet.IsRepeated)
        {
            _queue.Add(arrived - packet.At);
        }

        if (packet.Probe != 0)
        {
            // Its queue is meant to be there, and short.
            _probes.Probe.OnArrived(packet, arrived);
        }
        else if (!packet.IsRepeated && _groups.TryAdd(packet.At, arrived, out var departure, out var variation))
        {
            _trend.Add(departure, variation, arrived);
        }
    }

    /// <summary>Packets that no report covers were in one that was lost: they count as arrived where it is about how much, and for nothing else.</summary>
    private void CountUnreported(long first, Instant arrived, Instant now)
    {
        var isProbeLost = false;
        if (_reported == 0 || first - _reported > MostReported)
        {
            return;
        }

        for (var index = _reported; index < first && _history.Contains(index); index++)
        {
            ref var packet = ref _history[index];
            if (packet.Status == SentStatus.UnderWay)
            {
                packet.Status = SentStatus.Arrived;
                _arriving.Add(arrived, packet.Bytes);
                _loss.CountUnreported(packet.Bytes);
                isProbeLost |= packet.Probe != 0;
            }
        }

        if (isProbeLost)
        {
            _probes.Retry(now);
        }
    }

    private void ObserveRoundTrip(TimeSpan measured)
    {
        if (measured <= TimeSpan.Zero || measured > LongestRoundTripTime)
        {
            return;
        }

        _roundTrips[_roundTripCount++ % RoundTripMemory] = measured;
        var shortest = measured;
        for (var i = 0; i < Math.Min(_roundTripCount, RoundTripMemory); i++)
        {
            shortest = _roundTrips[i] < shortest ? _roundTrips[i] : shortest;
        }

        RoundTripTime = shortest;
    }

    private void EndSilence(Instant now)
    {
        _silentSince = _reported == _history.NextIndex ? Instant.Never : now;
        _nextSilenceStep = _silentSince == Instant.Never ? Instant.Never : now + Patience;
        if (_silenceBound == BandwidthEstimate.Unconstrained)
        {
            return;
        }

        // The path is back; whether it carries what it did is found out from below.
        _delay.Set(_silenceBound);
        _silenceBound = BandwidthEstimate.Unconstrained;
        _trend.Reset();
        _groups = default;
        _loss.Ignore(now);
        _probes.Resume(_beforeSilence, now);
    }

    private void Conclude(Bitrate measured, Instant now)
    {
        var isMore = measured > Target;
        if (isMore && _trend.Use != PathUse.Over)
        {
            _delay.Accept(measured);
            _loss.Accept(measured);
        }

        _probes.Conclude(isMore, now);
    }
}
