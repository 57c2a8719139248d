using System.Buffers.Binary;
using Visio.Rtc.Time;

namespace Visio.Rtc.Sctp;

/// <summary>
/// The receiving half of an association: duplicates, reassembly, order, the receive window and the timing of SACKs
/// (RFC 9260 §6.2, §6.5, §6.6, §6.9; RFC 3758 §3.6).
/// </summary>
internal sealed class InboundData
{
    /// <summary>What holding one fragment or message costs us beside its bytes; it counts against the window, so tiny ones do not come free.</summary>
    public const int BookkeepingBytes = 64;

    private const int MaxReportedDuplicates = 16;

    private static readonly TimeSpan SackDelay = TimeSpan.FromMilliseconds(200);

    private readonly ReceivedTsns _received;
    private readonly Reassembly _reassembly = new();
    private readonly Dictionary<ushort, InboundStream> _streams = [];
    private readonly Queue<InboundMessage> _delivered = new();
    private readonly Queue<AssociationEvent> _events;
    private readonly List<uint> _duplicates = [];
    private readonly int _window;
    private readonly int _maxMessageSize;
    private readonly ushort _streamLimit;
    private int _heldMessageBytes;
    private int _packetsSinceSack;
    private bool _sackNow;
    private bool _dataInPacket;
    private Tsn? _skippedTo;
    private int _lastAdvertisedWindow;

    public InboundData(Tsn initialTsn, int window, int maxMessageSize, ushort streamLimit, Queue<AssociationEvent> events)
    {
        _received = new(initialTsn - 1);
        _window = window;
        _maxMessageSize = maxMessageSize;
        _streamLimit = streamLimit;
        _events = events;
        _lastAdvertisedWindow = window;
    }

    public Tsn Cumulative => _received.Cumulative;

    /// <summary>When a delayed SACK has to go out.</summary>
    public Instant SackDeadline { get; private set; } = Instant.Never;

    /// <summary>Whether something was received that no SACK has told about yet.</summary>
    public bool HasUnsackedData => _sackNow || SackDeadline != Instant.Never;

    /// <summary>Memory for what was not taken yet.</summary>
    public int Bytes => HeldBytes + _received.Bytes;

    /// <summary>Bytes held for the peer: fragments, messages out of order, and messages not yet taken by the owner.</summary>
    public int HeldBytes => _reassembly.HeldBytes + _heldMessageBytes;

    private int FreeWindow => Math.Max(0, _window - HeldBytes);

    public bool IsSackDue(Instant now) => _sackNow || SackDeadline <= now;

    /// <summary>Takes one DATA chunk that carries something and whose stream is in range; false when the peer sends more than a message may hold.</summary>
    public bool HandleData(in DataChunk data)
    {
        _dataInPacket = true;
        _sackNow |= data.IsImmediate;
        if (_received.Contains(data.Tsn))
        {
            if (_duplicates.Count < MaxReportedDuplicates)
            {
                _duplicates.Add(data.Tsn.Value);
            }

            _sackNow = true;
            return true;
        }

        // The next TSN in line is always let in, up to one message more than the window: it alone can free what is held (RFC 9260 §6.2).
        var limit = data.Tsn == Cumulative + 1 ? _window + _maxMessageSize : _window;
        if (_received.IsBeyondWindow(data.Tsn) || HeldBytes + data.Payload.Length + BookkeepingBytes > limit)
        {
            _sackNow = true;
            return true;
        }

        var hadGaps = _received.HasGaps;
        if (_reassembly.Add(data, Cumulative, out var message))
        {
            Complete(message);
        }

        _received.Add(data.Tsn);

        // A gap that opened, exists or closed is told at once (RFC 9260 §6.7).
        _sackNow |= hadGaps || _received.HasGaps;
        return _reassembly.LastRunBytes <= _maxMessageSize;
    }

    /// <summary>Acknowledges a chunk that is of no use.</summary>
    public void Discard(Tsn tsn)
    {
        _dataInPacket = true;
        if (!_received.Contains(tsn) && !_received.IsBeyondWindow(tsn))
        {
            _received.Add(tsn);
        }
    }

    /// <summary>Takes a FORWARD TSN (RFC 3758 §3.6).</summary>
    public bool HandleForwardTsn(ReadOnlySpan<byte> value)
    {
        if (value.Length < 4 || value.Length % 4 != 0)
        {
            return false;
        }

        var tsn = new Tsn(BinaryPrimitives.ReadUInt32BigEndian(value));
        _sackNow = true;
        if (tsn <= Cumulative || _received.IsBeyondWindow(tsn))
        {
            return true;
        }

        _received.SkipTo(tsn);
        _skippedTo = tsn;
        for (var skipped = value[4..]; !skipped.IsEmpty; skipped = skipped[4..])
        {
            var stream = BinaryPrimitives.ReadUInt16BigEndian(skipped);
            if (stream < _streamLimit)
            {
                Stream(stream).SkipTo(BinaryPrimitives.ReadUInt16BigEndian(skipped[2..]), _delivered);
            }
        }

        PublishDelivered();
        return true;
    }

    /// <summary>Called when all chunks of a packet are handled: decides about the SACK (RFC 9260 §6.2).</summary>
    public void EndPacket(Instant now)
    {
        if (_skippedTo is { } skippedTo)
        {
            _skippedTo = null;
            _reassembly.Purge(skippedTo);
        }

        if (!_dataInPacket)
        {
            return;
        }

        _dataInPacket = false;
        if (++_packetsSinceSack >= 2)
        {
            _sackNow = true;
        }
        else if (!_sackNow)
        {
            SackDeadline = Instant.Min(SackDeadline, now + SackDelay);
        }
    }

    /// <summary>The owner has taken a message: its room is free again.</summary>
    public void Release(int messageLength)
    {
        _heldMessageBytes -= messageLength + BookkeepingBytes;

        // A peer that was told of a small window waits for this (RFC 9260 §6.2, window update).
        _sackNow |= _lastAdvertisedWindow < _window / 4 && FreeWindow >= _window / 2;
    }

    public void WriteSack(ref PacketWriter writer)
    {
        Span<byte> gaps = stackalloc byte[Math.Min(writer.Room - SackChunk.HeaderSize - (_duplicates.Count * 4), 256)];
        var gapCount = _received.WriteGaps(gaps);
        var value = writer.Add(ChunkType.Sack, 0, SackChunk.HeaderSize + ((gapCount + _duplicates.Count) * 4));
        _lastAdvertisedWindow = FreeWindow;
        BinaryPrimitives.WriteUInt32BigEndian(value, Cumulative.Value);
        BinaryPrimitives.WriteUInt32BigEndian(value[4..], (uint)_lastAdvertisedWindow);
        BinaryPrimitives.WriteUInt16BigEndian(value[8..], (ushort)gapCount);
        BinaryPrimitives.WriteUInt16BigEndian(value[10..], (ushort)_duplicates.Count);
        gaps[..(gapCount * 4)].CopyTo(value[12..]);
        value = value[(12 + (gapCount * 4))..];
        foreach (var duplicate in _duplicates)
        {
            BinaryPrimitives.WriteUInt32BigEndian(value, duplicate);
            value = value[4..];
        }

        _duplicates.Clear();
        _packetsSinceSack = 0;
        _sackNow = false;
        SackDeadline = Instant.Never;
    }

    /// <summary>The peer starts the numbering of a stream anew (RFC 6525 §5.2.2).</summary>
    public void ResetStream(ushort stream)
    {
        if (_streams.Remove(stream, out var state))
        {
            foreach (var forgotten in state.Waiting)
            {
                _heldMessageBytes -= forgotten.Data.Length + BookkeepingBytes;
            }
        }

        _events.Enqueue(new(AssociationEventKind.InboundReset, stream));
    }

    /// <summary>The streams on which ordered messages have arrived.</summary>
    public ushort[] UsedStreams() => [.. _streams.Keys];

    private void Complete(in InboundMessage message)
    {
        _heldMessageBytes += message.Data.Length + BookkeepingBytes;
        if (message.IsUnordered)
        {
            _delivered.Enqueue(message);
        }
        else if (!Stream(message.Stream).Add(message, _delivered))
        {
            _heldMessageBytes -= message.Data.Length + BookkeepingBytes;
        }

        PublishDelivered();
    }

    private void PublishDelivered()
    {
        while (_delivered.TryDequeue(out var message))
        {
            _events.Enqueue(new(AssociationEventKind.Message, message.Stream, message));
        }
    }

    private InboundStream Stream(ushort id)
    {
        if (!_streams.TryGetValue(id, out var stream))
        {
            _streams[id] = stream = new();
        }

        return stream;
    }
}
