using Visio.Rtc;
using Visio.Rtc.Codecs;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;

namespace Visio.Bench.Clients;

/// <summary>One stream a viewer receives: counts every sequence number once, checks payloads, knows what to ask for again.</summary>
internal sealed class IncomingStream
{
    /// <summary>How far back a packet may come late and still be told from a repetition.</summary>
    private const int Window = 8192;

    private readonly LoadCounters _counters;
    private readonly ulong[] _seen = new ulong[Window / 64];
    private SequenceUnwrapper _sequence;
    private long _base;
    private long _lastIndex;
    private uint _lastSource;
    private uint _lastNumber;

    public IncomingStream(LoadCounters counters, MediaKind kind, uint ssrc, byte payloadType, bool isRepairable)
    {
        _counters = counters;
        Kind = kind;
        Ssrc = ssrc;
        PayloadType = payloadType;
        IsRepairable = isRepairable;
        Reception = new(ssrc, kind == MediaKind.Audio ? 48_000 : 90_000);
    }

    public MediaKind Kind { get; }

    public uint Ssrc { get; }

    public byte PayloadType { get; }

    /// <summary>Whether lost packets may be asked for.</summary>
    public bool IsRepairable { get; }

    public NackGenerator Nacks { get; } = new();

    public ReceptionStatistics Reception { get; }

    /// <summary>Sequence numbers from the first to the highest that arrived.</summary>
    public long Expected => _sequence.HasValue ? _sequence.Highest - _base + 1 : 0;

    /// <summary>Different sequence numbers that arrived.</summary>
    public long Distinct { get; private set; }

    /// <summary>Takes the header of a packet that is not looked into.</summary>
    public void Count(in RtpPacket packet, Instant now) => TryTake(packet, now, isRepair: false, out _);

    /// <summary>Takes a packet; <paramref name="isRepair"/> says that it was restored from a retransmission.</summary>
    /// <returns>Who published it and its number there; null for padding, repetitions and what is corrupt.</returns>
    public (uint Source, uint Number)? Take(in RtpPacket packet, Instant now, bool isRepair)
    {
        if (!TryTake(packet, now, isRepair, out var index))
        {
            return null;
        }

        if (!TryFindNumbered(packet, out var numbered) || !NumberedPayload.TryRead(numbered, out var source, out var number))
        {
            _counters.Corrupt++;
            return null;
        }

        Follow(index, source, number);
        return (source, number);
    }

    /// <summary>Counts a packet; false for repetitions and padding.</summary>
    private bool TryTake(in RtpPacket packet, Instant now, bool isRepair, out long index)
    {
        if (!TryCount(packet.SequenceNumber, out index))
        {
            _counters.Repeated++;
            return false;
        }

        if (IsRepairable)
        {
            Nacks.OnPacket(packet.SequenceNumber, now, isRepair);
        }

        if (!isRepair)
        {
            Reception.OnPacket(packet.SequenceNumber, packet.Timestamp, now);
        }

        if (packet.Payload.IsEmpty)
        {
            _counters.Padding++;
            return false;
        }

        _counters.Received++;
        _counters.ReceivedBytes += packet.Bytes.Length;
        _counters.Repaired += isRepair ? 1 : 0;
        return true;
    }

    private bool TryFindNumbered(in RtpPacket packet, out ReadOnlySpan<byte> numbered)
    {
        if (Kind == MediaKind.Video)
        {
            return Vp8Frame.TrySkip(packet.Payload, out numbered);
        }

        // A server may send sound with redundancy (RFC 2198) to those who lose packets: the newest block is this packet's own.
        numbered = packet.Payload;
        if (packet.PayloadType != PayloadType)
        {
            if (!RedPayload.TryFind(packet.Payload, 0, out var block))
            {
                return false;
            }

            numbered = packet.Payload.Slice(block.Offset, block.Length);
        }

        return true;
    }

    private bool TryCount(ushort sequenceNumber, out long index)
    {
        var highest = _sequence.Highest;
        index = _sequence.Unwrap(sequenceNumber);
        if (highest == 0)
        {
            _base = index;
        }
        else if (index <= highest - Window)
        {
            return false;
        }

        for (var i = Math.Max(highest + 1, index - Window + 1); i <= index && highest != 0; i++)
        {
            _seen[(i % Window) / 64] &= ~(1UL << (int)(i % 64));
        }

        ref var word = ref _seen[(index % Window) / 64];
        var bit = 1UL << (int)(index % 64);
        if ((word & bit) != 0)
        {
            return false;
        }

        word |= bit;
        _base = Math.Min(_base, index);
        Distinct++;
        return true;
    }

    /// <summary>In one layer the publisher's numbers grow as the viewer's do; where they grow faster, the server left packets out.</summary>
    private void Follow(long index, uint source, uint number)
    {
        if (index < _lastIndex)
        {
            return;
        }

        if (_lastIndex != 0 && source == _lastSource)
        {
            _counters.Withheld += Math.Max(0, (int)(number - _lastNumber) - (index - _lastIndex));
        }

        (_lastIndex, _lastSource, _lastNumber) = (index, source, number);
    }
}
