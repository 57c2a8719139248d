using System.Buffers.Binary;
using Visio.Rtc.Time;

namespace Visio.Rtc.Sctp;

/// <summary>
/// The sending half of an association: fragmentation, acknowledgement, retransmission, abandonment and congestion control
/// (RFC 9260 §6.1, §6.3, §6.9, §7.2; RFC 3758 §3.5).
/// </summary>
internal sealed class OutboundData
{
    private const int MissingReportsUntilLost = 3;

    private readonly Dictionary<ushort, OutboundStream> _streams = [];
    private readonly OutboundQueue _queue = new();
    private readonly Outstanding _outstanding = new();
    private readonly List<(ushort Stream, ushort Ssn)> _skipped = [];
    private readonly CongestionWindow _congestion;
    private readonly int _mtu;
    private readonly int _maxFragment;
    private Tsn _acknowledged;
    private Tsn _advanced;
    private Tsn _fullUpTo;
    private Tsn? _timed;
    private uint _packets;
    private uint _sacks;
    private uint _peerWindow;
    private int _flight;
    private int _lost;
    private int _gapAcknowledged;
    private bool _peerKnowsForwardTsn;
    private bool _forwardTsnDue;
    private bool _fastRetransmitDue;

    public OutboundData(int mtu, Tsn initialTsn)
    {
        _mtu = mtu;
        _maxFragment = (mtu - 12 - 4 - DataChunk.HeaderSize) & ~3;
        _congestion = new(mtu);
        _acknowledged = _advanced = _fullUpTo = initialTsn - 1;
    }

    public RetransmissionTimeout Timeout { get; } = new();

    /// <summary>When T3-rtx expires (RFC 9260 §6.3.2).</summary>
    public Instant Deadline { get; private set; } = Instant.Never;

    /// <summary>The last TSN that was given to a chunk.</summary>
    public Tsn LastAssigned => _acknowledged + (uint)_outstanding.Count;

    /// <summary>Memory for what was not acknowledged yet.</summary>
    public long Bytes => HeldBytes + _outstanding.Bytes;

    /// <summary>Bytes queued or not yet acknowledged, of all streams.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>Messages that are not sent completely, of all streams.</summary>
    public int QueuedMessages => _queue.Messages;

    public bool IsIdle => _outstanding.Count == 0 && _queue.IsEmpty;

    public int CongestionWindowSize => _congestion.Size;

    public bool IsForwardTsnDue => _forwardTsnDue;

    /// <summary>Lets data flow, now that the peer's limits are known.</summary>
    public void Start(in PeerSetup peer)
    {
        _peerWindow = peer.Window;
        _peerKnowsForwardTsn = peer.SupportsForwardTsn;
    }

    public OutboundStream Stream(ushort id)
    {
        if (!_streams.TryGetValue(id, out var stream))
        {
            _streams[id] = stream = new(id);
        }

        return stream;
    }

    public void Enqueue(OutboundMessage message)
    {
        HeldBytes += message.Data.Length;
        _queue.Add(message);
    }

    /// <summary>Ends the pause of a stream after its reset was answered.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="startAnew">Whether the peer expects its numbering from zero.</param>
    public void Resume(ushort stream, bool startAnew)
    {
        var resumed = Stream(stream);
        resumed.IsPaused = false;
        resumed.NextSsn = startAnew ? (ushort)0 : resumed.NextSsn;
        _queue.Schedule(resumed);
    }

    /// <summary>Forgets the messages of a stream of which nothing was sent.</summary>
    public void ClearQueued(OutboundStream stream) => HeldBytes -= _queue.Clear(stream);

    /// <summary>Takes a SACK (RFC 9260 §6.2.1); true when it shows that the peer is alive and receiving.</summary>
    public bool HandleSack(in SackChunk sack, Instant now)
    {
        if (sack.Cumulative < _acknowledged || sack.Cumulative > LastAssigned)
        {
            // Overtaken by a later one, or about something never sent.
            return false;
        }

        // Asked of the moment when the acknowledged data was sent: by now several SACKs may have come at once.
        var wasFull = _acknowledged < _fullUpTo;
        var advanced = sack.Cumulative > _acknowledged;
        var ackedBytes = 0;
        while (_acknowledged < sack.Cumulative)
        {
            ref var fragment = ref _outstanding[0];
            ackedBytes += Acknowledge(ref fragment, _acknowledged + 1, now);
            _gapAcknowledged -= fragment.State == FragmentState.Acknowledged ? 1 : 0;
            fragment.Message.Stream.Outstanding--;
            HeldBytes -= fragment.Length;
            _outstanding.RemoveFirst();
            _acknowledged += 1;
        }

        ackedBytes += HandleGaps(sack, now);
        if (advanced)
        {
            _congestion.OnAdvanced(_acknowledged, ackedBytes, wasFull);

            // Rule R3: a new earliest chunk is waited for.
            Deadline = now + Timeout.Value;
        }

        if (_outstanding.Count == 0)
        {
            Deadline = Instant.Never;
            _congestion.OnAllAcknowledged();
        }

        _peerWindow = sack.Window;
        AdvancePoint();

        // A peer that answers probes of its full window is alive (RFC 9260 §6.1, rule A).
        return advanced || ackedBytes > 0 || sack.Window < _mtu;
    }

    /// <summary>T3-rtx expired (RFC 9260 §6.3.3).</summary>
    public void HandleTimeout(Instant now)
    {
        Timeout.BackOff();
        _congestion.OnTimeout();
        for (var i = 0; i < _outstanding.Count; i++)
        {
            ref var fragment = ref _outstanding[i];
            fragment.MissingReports = 0;
            fragment.WasFastRetransmitted = false;
            if (fragment.State == FragmentState.InFlight)
            {
                MarkLost(ref fragment, now);
            }
        }

        AdvancePoint();
        Deadline = _outstanding.Count > 0 ? now + Timeout.Value : Instant.Never;
    }

    /// <summary>Whether <see cref="WriteForwardTsn"/> or <see cref="WriteData"/> has something for a packet.</summary>
    public bool HasChunk(Instant now) => _forwardTsnDue || (_lost > 0 ? MayRetransmit : TryPeekNew(now, out _, out _));

    /// <summary>Writes a FORWARD TSN (RFC 3758 §3.5, rule C4).</summary>
    public void WriteForwardTsn(ref PacketWriter writer)
    {
        _forwardTsnDue = false;
        _skipped.Clear();
        var tsn = _acknowledged;
        for (var i = 0; tsn < _advanced; i++, tsn += 1)
        {
            var message = _outstanding[i].Message;
            if (message.IsUnordered)
            {
                continue;
            }

            var known = _skipped.FindIndex(s => s.Stream == message.Stream.Id);
            if (known >= 0)
            {
                _skipped[known] = (message.Stream.Id, message.Ssn);
            }
            else if (4 + ((_skipped.Count + 1) * 4) <= writer.Room)
            {
                _skipped.Add((message.Stream.Id, message.Ssn));
            }
            else
            {
                // What does not fit is told by the next one.
                break;
            }
        }

        var value = writer.Add(ChunkType.ForwardTsn, 0, 4 + (_skipped.Count * 4));
        BinaryPrimitives.WriteUInt32BigEndian(value, tsn.Value);
        foreach (var (stream, ssn) in _skipped)
        {
            value = value[4..];
            BinaryPrimitives.WriteUInt16BigEndian(value, stream);
            BinaryPrimitives.WriteUInt16BigEndian(value[2..], ssn);
        }
    }

    /// <summary>Fills the packet with DATA chunks: first what was lost, then what is new (RFC 9260 §6.1, rule C).</summary>
    public void WriteData(ref PacketWriter writer, Instant now)
    {
        _packets++;
        for (var i = 0; i < _outstanding.Count && _lost > 0 && MayRetransmit; i++)
        {
            ref var fragment = ref _outstanding[i];
            if (fragment.State != FragmentState.Lost)
            {
                continue;
            }

            if (_peerKnowsForwardTsn && fragment.Message.Expires <= now)
            {
                Abandon(fragment.Message);
                AdvancePoint();
                continue;
            }

            if (writer.Room < DataChunk.HeaderSize + fragment.Length)
            {
                break;
            }

            _lost--;
            if (i == 0)
            {
                Deadline = now + Timeout.Value;
            }

            Write(ref writer, ref fragment, _acknowledged + (uint)(i + 1), now, DataChunk.ImmediateFlag);
        }

        _fastRetransmitDue = false;
        while (_lost == 0 && TryPeekNew(now, out var message, out var length) && writer.Room >= DataChunk.HeaderSize + length)
        {
            var stream = message.Stream;
            var tsn = LastAssigned + 1;
            if (message.BytesSent == 0)
            {
                message.FirstTsn = tsn;
                message.Ssn = message.IsUnordered ? (ushort)0 : stream.NextSsn++;
            }

            // A full window is probed; the answer is wanted at once.
            var flags = _flight + length > _peerWindow ? DataChunk.ImmediateFlag : (byte)0;
            ref var fragment = ref _outstanding.AddLast();
            fragment = new() { Message = message, Offset = message.BytesSent, Length = length };
            stream.Outstanding++;
            _queue.Take(message, length);
            _timed ??= tsn;
            Write(ref writer, ref fragment, tsn, now, flags);
        }

        if (_flight + _mtu > _congestion.Size)
        {
            _fullUpTo = LastAssigned;
        }
    }

    /// <summary>While the first packet of a fast retransmission goes out, the window is not asked (RFC 9260 §7.2.4, rule 3).</summary>
    private bool MayRetransmit => _flight == 0 || _fastRetransmitDue || _flight < _congestion.Size;

    private bool TryPeekNew(Instant now, out OutboundMessage message, out int length)
    {
        length = 0;
        message = null!;
        if (_outstanding.Count >= Outstanding.Limit || _flight >= _congestion.Size)
        {
            return false;
        }

        var found = _queue.TryPeek(now, out message, out var droppedBytes);
        HeldBytes -= droppedBytes;
        if (!found)
        {
            return false;
        }

        // With nothing in flight one chunk may go even into a full window, as its probe (RFC 9260 §6.1, rule A).
        length = Math.Min(message.Data.Length - message.BytesSent, _maxFragment);
        return _flight == 0 || _flight + length <= _peerWindow;
    }

    private void Write(ref PacketWriter writer, ref OutboundFragment fragment, Tsn tsn, Instant now, byte flags)
    {
        fragment.State = FragmentState.InFlight;
        fragment.SentAt = now;
        fragment.Transmissions++;
        fragment.Packet = _packets;
        fragment.MissingReports = 0;
        _flight += fragment.WireSize;
        if (Deadline == Instant.Never)
        {
            Deadline = now + Timeout.Value;
        }

        var message = fragment.Message;
        var value = writer.Add(ChunkType.Data, (byte)(fragment.Flags | flags), DataChunk.HeaderSize + fragment.Length);
        BinaryPrimitives.WriteUInt32BigEndian(value, tsn.Value);
        BinaryPrimitives.WriteUInt16BigEndian(value[4..], message.Stream.Id);
        BinaryPrimitives.WriteUInt16BigEndian(value[6..], message.Ssn);
        BinaryPrimitives.WriteUInt32BigEndian(value[8..], message.PayloadProtocol);
        message.Data.Span.Slice(fragment.Offset, fragment.Length).CopyTo(value[DataChunk.HeaderSize..]);
    }

    /// <summary>Goes through what the SACK says of TSNs beyond its cumulative point; returns the bytes acknowledged for the first time.</summary>
    private int HandleGaps(in SackChunk sack, Instant now)
    {
        if (sack.GapCount == 0 && _gapAcknowledged == 0)
        {
            return 0;
        }

        _sacks++;
        int ackedBytes = 0, position = 0;
        for (var g = 0; g < sack.GapCount; g++)
        {
            var (start, end) = sack.Gap(g);
            if (end > _outstanding.Count)
            {
                break;
            }

            Renege(position, start - 1);
            for (position = start - 1; position < end; position++)
            {
                ref var fragment = ref _outstanding[position];
                if (fragment.State is FragmentState.InFlight or FragmentState.Lost)
                {
                    ackedBytes += Acknowledge(ref fragment, _acknowledged + (uint)(position + 1), now);
                    fragment.State = FragmentState.Acknowledged;
                    fragment.AcknowledgedBy = _sacks;
                    _gapAcknowledged++;
                }
            }
        }

        Renege(position, _outstanding.Count);
        CountMissing(position, now);
        return ackedBytes;
    }

    /// <summary>
    /// Finds what three later packets have overtaken (RFC 9260 §7.2.4). The RFC counts SACKs; one that acknowledges several
    /// packets at once counts as many here, for SACKs that were held back or arrive together must not hold up the repair.
    /// </summary>
    private void CountMissing(int end, Instant now)
    {
        var reports = 0;
        var packet = 0u;
        for (var i = end - 1; i >= 0; i--)
        {
            ref var fragment = ref _outstanding[i];
            if (fragment.State == FragmentState.Acknowledged && fragment.AcknowledgedBy == _sacks && fragment.Packet != packet)
            {
                packet = fragment.Packet;
                reports++;
            }
            else if (fragment.State == FragmentState.InFlight && !fragment.WasFastRetransmitted &&
                reports > 0 && (int)(fragment.Packet - packet) < 0)
            {
                fragment.MissingReports = (byte)Math.Min(fragment.MissingReports + reports, MissingReportsUntilLost);
                if (fragment.MissingReports == MissingReportsUntilLost)
                {
                    fragment.WasFastRetransmitted = true;
                    _fastRetransmitDue |= !_congestion.IsRecovering;
                    _congestion.OnFastRetransmit(LastAssigned);
                    MarkLost(ref fragment, now);
                }
            }
        }
    }

    /// <summary>The peer has dropped what it had acknowledged by a gap block (RFC 9260 §6.2.1, rule D iii).</summary>
    private void Renege(int from, int to)
    {
        for (var i = from; i < to && _gapAcknowledged > 0; i++)
        {
            ref var fragment = ref _outstanding[i];
            if (fragment.State == FragmentState.Acknowledged)
            {
                fragment.State = FragmentState.InFlight;
                _flight += fragment.WireSize;
                _gapAcknowledged--;
            }
        }
    }

    /// <summary>Takes a fragment out of the flight; returns its size if this is the first time it is acknowledged.</summary>
    private int Acknowledge(ref OutboundFragment fragment, Tsn tsn, Instant now)
    {
        if (_timed == tsn)
        {
            _timed = null;

            // Karn: only what was sent once tells the round trip (RFC 9260 §6.3.1, rule C5).
            if (fragment is { Transmissions: 1, State: FragmentState.InFlight })
            {
                Timeout.Measure(now - fragment.SentAt);
            }
        }

        switch (fragment.State)
        {
            case FragmentState.InFlight:
                _flight -= fragment.WireSize;
                return fragment.WireSize;
            case FragmentState.Lost:
                _lost--;
                return fragment.WireSize;
            default:
                return 0;
        }
    }

    private void MarkLost(ref OutboundFragment fragment, Instant now)
    {
        var message = fragment.Message;
        _flight -= fragment.WireSize;
        _lost++;
        fragment.State = FragmentState.Lost;
        if (_peerKnowsForwardTsn && (fragment.Transmissions > message.MaxRetransmits || message.Expires <= now))
        {
            Abandon(message);
        }
    }

    /// <summary>Gives up a message as a whole, what is acknowledged of it included (RFC 3758 §3.5, rule A3).</summary>
    private void Abandon(OutboundMessage message)
    {
        message.IsAbandoned = true;
        if (message.BytesSent < message.Data.Length)
        {
            // One TSN stands for the fragments that will never be sent. Without it, late arrivals could acknowledge all that was
            // sent, no FORWARD TSN would be due, and the peer would wait for the end of this message for ever.
            _outstanding.AddLast() = new() { Message = message, Offset = message.BytesSent };
            message.FragmentsSent++;
            message.Stream.Outstanding++;
        }

        var first = message.FirstTsn - (_acknowledged + 1);
        for (var i = Math.Max(0, first); i < first + message.FragmentsSent; i++)
        {
            ref var fragment = ref _outstanding[i];
            switch (fragment.State)
            {
                case FragmentState.InFlight:
                    _flight -= fragment.WireSize;
                    break;
                case FragmentState.Lost:
                    _lost--;
                    break;
                case FragmentState.Acknowledged:
                    _gapAcknowledged--;
                    break;
            }

            fragment.State = FragmentState.Abandoned;
        }
    }

    /// <summary>Moves the Advanced.Peer.Ack.Point over what was abandoned (RFC 3758 §3.5, rules C1 to C3).</summary>
    private void AdvancePoint()
    {
        if (_advanced < _acknowledged)
        {
            _advanced = _acknowledged;
        }

        for (var i = _advanced - _acknowledged; i < _outstanding.Count && _outstanding[i].State == FragmentState.Abandoned; i++)
        {
            _advanced += 1;
        }

        _forwardTsnDue = _advanced > _acknowledged;
    }
}
