using Visio.Rtc.Rtcp;
using Visio.Rtc.Time;
using Visio.Rtc.Units;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// What the path to one peer is believed to carry of what we send. Until there is evidence of a limit it is <see cref="Unconstrained"/>,
/// so that peers without any feedback are sent all they want. Owned by the thread that sends.
/// </summary>
public sealed class BandwidthEstimate
{
    /// <summary>The rate of a path of which nothing is known, as in LiveKit's servers.</summary>
    public static readonly Bitrate Unconstrained = new(100_000_000);

    /// <summary>No path is believed to carry less: it is what speech needs.</summary>
    public static readonly Bitrate Least = new(40_000);

    /// <summary>
    /// A receiver's own estimate grows to about 1.5 times what it gets, so one above what is sent says nothing; congested paths show in one
    /// that is below.
    /// </summary>
    private const double CongestedShare = 0.95;

    private RateWindow _sent;
    private SendSideEstimator? _sendSide;

    /// <summary>The rate to send at, padding and retransmissions included.</summary>
    public Bitrate Target { get; private set; } = Unconstrained;

    /// <summary>Whether the path has shown a limit; before that <see cref="Target"/> is <see cref="Unconstrained"/>.</summary>
    public bool IsKnown => Target < Unconstrained;

    /// <summary>Grows with every change of <see cref="Target"/>, so that one who looks now and then sees whether there is anything new.</summary>
    public int Revision { get; private set; }

    /// <summary>
    /// What would be sent if the path allowed; set by the allocator. While it is above <see cref="Target"/>, probes look for room. Zero when
    /// there is no more to send than is sent.
    /// </summary>
    public Bitrate WantedBitrate { get; set; }

    /// <summary>What of all that is sent is never lowered, as sound is; set by the allocator.</summary>
    public Bitrate FixedBitrate
    {
        set
        {
            if (_sendSide is not null)
            {
                _sendSide.FixedBitrate = value;
            }
        }
    }

    /// <summary>What arrives at the peer by its reports; zero while it sends none.</summary>
    public Bitrate ArrivingBitrate => _sendSide?.Arriving ?? Bitrate.Zero;

    /// <summary>The round trip by the peer's reports, with what it waits before it reports; null while it sends none.</summary>
    public TimeSpan? RoundTripTime => _sendSide is { HasReports: true } reported ? reported.RoundTripTime : null;

    /// <summary>How long packets wait in queues on the path; zero while nothing is known.</summary>
    public TimeSpan QueueDelay => _sendSide?.Queue ?? TimeSpan.Zero;

    /// <summary>What the delay of packets says.</summary>
    public PathUse Use => _sendSide?.Use ?? PathUse.Normal;

    /// <summary>The share of packets that the path loses whatever is sent, 0 to 0.35.</summary>
    public double OwnLoss => _sendSide?.OwnLoss ?? 0;

    /// <summary>The transport-wide sequence number of the next packet that has one (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2).</summary>
    public ushort NextNumber => (_sendSide ??= new()).NextNumber;

    /// <summary>The objects that each packet sent reads (<see cref="Buffers.CacheLines"/>); fewer before the first <see cref="NextNumber"/>.</summary>
    public object[] SendState => _sendSide is null ? [this] : [this, .. _sendSide.SendState];

    /// <summary>Asks for what else as many packets sent read, once <see cref="SendState"/> is in the cache.</summary>
    public void Warm(int packets) => _sendSide?.Warm(packets);

    /// <summary>Memory for the packets that are to be reported on.</summary>
    public int Bytes => _sendSide?.Bytes ?? 0;

    /// <summary>When <see cref="HandleTimeout"/> wants to be called.</summary>
    public Instant NextTimeout => _sendSide?.NextTimeout ?? Instant.Never;

    /// <summary>What is sent now, over the last half second.</summary>
    public Bitrate SentBitrate(Instant now) => _sent.At(now);

    /// <summary>Notes a packet that leaves.</summary>
    /// <param name="bytes">All of the datagram.</param>
    /// <param name="isNumbered">Whether it carries <see cref="NextNumber"/>.</param>
    /// <param name="now">The time.</param>
    public void OnSent(int bytes, bool isNumbered, Instant now)
    {
        _sent.Add(now, bytes);
        if (isNumbered)
        {
            (_sendSide ??= new()).OnSent(bytes, now);
        }
    }

    /// <summary>Notes that a packet leaves again as it was, with the number it had.</summary>
    public void OnRepeated(ushort number) => _sendSide?.OnRepeated(number);

    /// <summary>How many bytes of padding are to leave now; 0 for none. To be asked after each packet, and when <see cref="NextTimeout"/> has come.</summary>
    /// <param name="canPad">Whether there is a stream to send it on.</param>
    /// <param name="now">The time.</param>
    public int PaddingOwed(bool canPad, Instant now) => _sendSide?.PaddingOwed(canPad ? WantedBitrate : Bitrate.Zero, canPad, now) ?? 0;

    /// <summary>Whether <see cref="PaddingOwed"/> may be more than 0: a limit is known, and more is wanted.</summary>
    public bool MayPad => IsKnown && _sendSide is { HasReports: true };

    /// <summary>Gives memory back when nothing was sent for a while.</summary>
    public void ReturnIdle(Instant now) => _sendSide?.ReturnIdle(now);

    /// <summary>The peer has another address.</summary>
    public void OnPathChanged(Instant now) => _sendSide?.OnPathChanged(now);

    /// <summary>Takes a report on the packets that carry numbers (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).</summary>
    public void OnFeedback(TransportFeedback feedback, Instant now)
    {
        if (_sendSide is not null)
        {
            _sendSide.OnFeedback(feedback, now);
            Set(_sendSide.Target);
        }
    }

    /// <summary>Does what is due.</summary>
    public void HandleTimeout(Instant now)
    {
        if (_sendSide is { HasReports: true })
        {
            _sendSide.HandleTimeout(now);
            Set(_sendSide.Target);
        }
    }

    /// <summary>Takes the receiver's own estimate (draft-alvestrand-rmcat-remb-03), where it sends no reports.</summary>
    public void OnReceiverEstimate(Bitrate rate, Instant now)
    {
        if (_sendSide is { HasReports: true })
        {
            return;
        }

        if (rate < _sent.At(now) * CongestedShare)
        {
            Set(rate);
        }
        else if (IsKnown)
        {
            Set(Bitrate.Max(rate, Target));
        }
    }

    private void Set(Bitrate target)
    {
        target = Bitrate.Max(Least, Bitrate.Min(target, Unconstrained));
        if (target != Target)
        {
            Target = target;
            Revision++;
        }
    }
}
