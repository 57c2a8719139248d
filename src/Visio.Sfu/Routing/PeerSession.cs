using Visio.Rtc;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Sctp;
using Visio.Rtc.Srtp;
using Visio.Rtc.Time;
using Visio.Sfu.Allocation;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Routing;

/// <summary>One peer connection on the loop: its transport, its media, its timers, and what the control side is told about it.</summary>
internal sealed class PeerSession : Publisher, IDisposable
{
    /// <summary>The objects of one connection, without those counted where they are made.</summary>
    private const int OwnBytes = 4_500;

    private static readonly TimeSpan DefaultRoundTripTime = TimeSpan.FromMilliseconds(70);
    private static readonly TimeSpan LongestRoundTripTime = TimeSpan.FromSeconds(2);

    /// <summary>A deadline is looked at again from so long before it on: reports come more often.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    /// <summary>What <see cref="FirstTurn"/> is while nothing waits for the peer.</summary>
    public const int NoTurn = -1;

    private readonly RtcPeer _rtc;
    private readonly DataBudget _budget = new();
    private RepairBudget _repairs;
    private SoundRedundancy _redundancy = new();
    private TransportAddress _estimatedPath;
    private TimeSpan _roundTripTime = DefaultRoundTripTime;

    public PeerSession(PeerId id, Room room, MediaCore core, RtcPeer rtc, bool mayPause)
        : base(id, room, core)
    {
        _rtc = rtc;
        Media = new(this);
        Allocation = new(this, mayPause);
        Paced = new(Estimate);
        AnsweringFragments.Add(rtc.Credentials.UsernameFragment);
    }

    /// <summary>Where in this turn's <see cref="BurstQueue"/> the first and the last of what it gets are.</summary>
    public int FirstTurn { get; set; } = NoTurn;

    public int LastTurn { get; set; }

    public PeerMedia Media { get; }

    /// <summary>Spends what the path carries.</summary>
    public PeerAllocation Allocation { get; }

    public RtcPeer Rtc => _rtc;

    public SrtpSession? Srtp => _rtc.Srtp;

    public TransportAddress RemoteAddress => _rtc.RemoteAddress;

    public bool IsConnected => _rtc.IsConnected;

    /// <summary>Whether the transport is gone: nothing is taken from it any more, it only waits to be removed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether it is on the list of sessions that received something in this turn.</summary>
    public bool IsDirty { get; set; }

    /// <summary>The addresses the demultiplexer knows it by; kept here so that they can be taken back.</summary>
    public List<TransportAddress> Addresses { get; } = [];

    /// <summary>The session it belongs to: what is relayed with the credentials of another does not reach it.</summary>
    public required string Session { get; init; }

    /// <summary>The connections it has proved to be at the other end of, the oldest first.</summary>
    public List<StreamLink> Streams { get; } = [];

    /// <summary>The ICE username fragments it is known by: the present one, and the last one during an ICE restart.</summary>
    public List<string> AnsweringFragments { get; } = [];

    /// <summary>Smoothed round-trip time from receiver reports.</summary>
    public override TimeSpan RoundTripTime => _roundTripTime;

    /// <summary>What the path to the peer is believed to carry.</summary>
    public BandwidthEstimate Estimate { get; } = new();

    /// <summary>What waits for its turn on that path.</summary>
    public PacedQueue Paced { get; }

    /// <summary>How many earlier packets of sound it is sent with each.</summary>
    public ref SoundRedundancy Redundancy => ref _redundancy;

    /// <summary>The objects that each packet sent reads, besides those of <see cref="Srtp"/> (<see cref="Rtc.Buffers.CacheLines"/>).</summary>
    public object[] SendState => [this, Paced, .. _rtc.SendState, .. Estimate.SendState];

    /// <summary>The memory that its connection and its streams take.</summary>
    public MemoryTotals Memory => new(
        OwnBytes + _rtc.Bytes + Estimate.Bytes + Media.FeedbackBytes + Paced.Bytes,
        Media.Publications.Sum(p => (long)p.Bytes),
        Media.Subscriptions.Sum(s => (long)s.Bytes));

    /// <summary>Takes a datagram from the peer, or from one that claims to be it.</summary>
    public DropReason HandleDatagram(Span<byte> datagram, TransportAddress from, Instant now)
    {
        var sink = new PeerSink(Media);
        var result = _rtc.HandleDatagram(datagram, from, now, ref sink);
        PollEvents(now);

        // RFC 7983 §7: media only moves timers later, and needs no answer at once.
        if (datagram[0] < 128)
        {
            PollTransmit(now);
            Hasten(_rtc.NextTimeout);
        }

        return result;
    }

    public override Instant HandleTimeout(Instant now)
    {
        if (HasFailed)
        {
            return Instant.Never;
        }

        if (_rtc.NextTimeout <= now)
        {
            _rtc.HandleTimeout(now);
            PollEvents(now);
            PollTransmit(now);
        }

        if (Srtp is not null && Media.NextTimeout <= now)
        {
            Media.HandleTimeout(now);
        }

        SendDue(now);

        return NextDeadline();
    }

    /// <summary>Forwards what was received in this turn and sees to it that what it made necessary is done in time.</summary>
    public void EndBatch(Instant now)
    {
        if (!HasFailed)
        {
            Media.EndBatch(now);
            SendDue(now);

            if (Deadline <= now + Soon)
            {
                // It may have moved later, as with each report. To find that out here is cheap: when it comes, the loop is woken for it alone.
                Core.Deadlines.Set(this, NextDeadline());
            }
            else
            {
                // Media only moves the transport's timers later, and what else came has hastened them already.
                Hasten(Srtp is null ? _rtc.NextTimeout : NextDeadlineOfMedia());
            }
        }
    }

    /// <summary>Sends what the transport has to say.</summary>
    public void PollTransmit(Instant now)
    {
        while (_rtc.TryPollTransmit(Core.Outbox.Reserve(), out var length, out var to, now))
        {
            Core.Outbox.Commit(length, to);
        }
    }

    /// <summary>Encrypts and sends a compound RTCP packet, once there are keys and an address.</summary>
    public void SendRtcp(ReadOnlySpan<byte> compound)
    {
        if (Srtp is { } srtp)
        {
            Core.Outbox.Commit(srtp.ProtectRtcp(compound, Core.Outbox.Reserve()), RemoteAddress);
        }
    }

    public void OpenDataChannel(string label, DataChannelReliability reliability, Instant now)
    {
        _rtc.OpenDataChannel(label, reliability, now);
        PollEvents(now);
        PollTransmit(now);
        Hasten(_rtc.NextTimeout);
    }

    public void SendData(DataChannelId channel, DataMessageKind kind, ReadOnlyMemory<byte> message, Instant now)
    {
        switch (_rtc.SendData(channel, kind, message, now))
        {
            case DataSendResult.BufferFull:
                // Losing one reliable message would break the order of all that follow; a new connection starts from a known point.
                Fail("received data more slowly than it was sent");
                return;
            case DataSendResult.Dropped or DataSendResult.TooLarge:
                Core.Counters.DataMessagesDropped++;
                break;
        }

        PollTransmit(now);
        Hasten(_rtc.NextTimeout);
    }

    /// <summary>How its transport is now.</summary>
    public PeerQuality Measure()
    {
        var path = RemoteAddress.Path;
        var transport = !IsConnected ? PeerTransport.None : Paths.IsRelay(path) ? PeerTransport.Relay : Paths.IsStream(path) ? PeerTransport.Tcp : PeerTransport.Udp;
        return new(transport, Estimate.IsKnown ? Estimate.Target : null, RoundTripTime, Media.Subscriptions.Count(s => s is { IsRequested: true, IsWanted: false }));
    }

    /// <summary>Takes a round trip from a report on one of our streams (RFC 3550 §6.4.1), smoothed like TCP's (RFC 6298 §2.3).</summary>
    public void ObserveRoundTrip(in ReportBlock block, Instant now)
    {
        if (block.LastSenderReport == 0)
        {
            return;
        }

        var compact = (int)(Core.WallClock.At(now).Compact - block.LastSenderReport - block.DelaySinceLastSenderReport);
        var measured = TimeSpan.FromSeconds(compact / 65536.0);
        ObserveRoundTrip(measured);
    }

    /// <summary>Whether the path has room for something to be sent again.</summary>
    public bool TryRepair(int bytes, Instant now) => _repairs.TryTake(bytes, Estimate.Target, now);

    /// <summary>Takes a round trip that was measured.</summary>
    public override void ObserveRoundTrip(TimeSpan measured)
    {
        if (measured > TimeSpan.Zero && measured < LongestRoundTripTime)
        {
            _roundTripTime += (measured - _roundTripTime) / 8;
        }
    }

    /// <summary>Takes a report on the packets that were sent with transport-wide numbers.</summary>
    public void OnFeedback(TransportFeedback feedback, Instant now)
    {
        if (_estimatedPath != RemoteAddress)
        {
            _estimatedPath = RemoteAddress;
            Estimate.OnPathChanged(now);
        }

        Estimate.OnFeedback(feedback, now);
        _redundancy.OnLoss(Estimate.OwnLoss, now);
        if (Estimate.RoundTripTime is { } measured)
        {
            ObserveRoundTrip(measured);
        }
    }

    public override void OnStarted(PublicationId publication) => Room.Emit(new MediaEvent.PublicationStarted(publication));

    public override void Withdraw(Publication publication) => Media.Remove(publication);

    public override bool Publishes(PublicationId publication) => Media.Publications.Exists(p => p.Id == publication);

    /// <summary>Ends a peer whose handling threw: a defect of ours must not cost others their call.</summary>
    public void Crash(Exception e)
    {
        Core.Counters.PeersCrashed++;
        Fail($"internal error: {e.GetType().Name}: {e.Message}");
    }

    /// <summary>Gives back the memory of what has not been used for a while.</summary>
    public void ReturnIdle(Instant now)
    {
        Estimate.ReturnIdle(now);
        Paced.ReturnIdle();
        foreach (var publication in Media.Publications)
        {
            publication.ReturnIdle(now);
        }

        foreach (var subscription in Media.Subscriptions)
        {
            subscription.ReturnIdle(now);
        }
    }

    /// <summary>Says goodbye, as far as the transport still can.</summary>
    public void Close(Instant now)
    {
        _rtc.Close(now);
        PollTransmit(now);
    }

    public void Dispose() => _rtc.Dispose();

    private Instant NextDeadline() => Srtp is null ? _rtc.NextTimeout : Instant.Min(_rtc.NextTimeout, NextDeadlineOfMedia());

    private Instant NextDeadlineOfMedia() => Instant.Min(Media.NextTimeout, Instant.Min(Estimate.NextTimeout, Paced.NextTimeout));

    /// <summary>Sends what has its turn, and the padding that looks for room.</summary>
    private void SendDue(Instant now)
    {
        if (Estimate.NextTimeout <= now)
        {
            Estimate.HandleTimeout(now);
            Allocation.OnFeedback(now);
        }

        if (Paced.NextTimeout <= now)
        {
            Paced.HandleTimeout(now);
        }

        var stream = Estimate.MayPad ? Media.FindPaddable() : null;
        for (var owed = Estimate.PaddingOwed(stream is not null, now); owed > 0;)
        {
            owed -= stream!.SendPadding(now);
        }
    }

    private void Fail(string reason)
    {
        if (!HasFailed)
        {
            HasFailed = true;
            Room.Emit(new MediaEvent.PeerFailed(Id, reason));
        }
    }

    private void PollEvents(Instant now)
    {
        while (_rtc.TryPollEvent(out var e))
        {
            switch (e.Kind)
            {
                case RtcPeerEventKind.Connected:
                    Room.Emit(new MediaEvent.PeerConnected(Id));
                    Media.Begin(now);
                    break;
                case RtcPeerEventKind.Disconnected:
                    Room.Emit(new MediaEvent.PeerDisconnected(Id));
                    break;
                case RtcPeerEventKind.Reconnected:
                    Room.Emit(new MediaEvent.PeerReconnected(Id));
                    break;
                case RtcPeerEventKind.Failed:
                    Fail(e.Reason ?? "transport failed");
                    break;
                case RtcPeerEventKind.Data:
                    OnData(e.Data);
                    break;
                default:
                    break;
            }
        }
    }

    private void OnData(in DataChannelEvent e)
    {
        if (e.Kind == DataChannelEventKind.Opened)
        {
            Room.Emit(new MediaEvent.DataChannelOpened(Id, e.Channel, e.Label));
        }
        else if (e.Kind == DataChannelEventKind.Message)
        {
            if (!_budget.TryTake(e.Message.Length))
            {
                Fail("sent data faster than it could be handled");
                return;
            }

            Room.Emit(new MediaEvent.DataReceived(Id, e.Channel, e.MessageKind, e.Message) { Budget = _budget });
        }
    }
}
