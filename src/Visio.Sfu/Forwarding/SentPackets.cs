using System.Runtime.CompilerServices;
using Visio.Rtc.Buffers;
using Visio.Rtc.Time;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// What a subscription sent lately: enough to send it again, byte for byte, from the layers' stores. It is also the proof that a
/// sequence number is used only once, which the cipher needs (RFC 7714 §8.1). A ring that grows with the stream's rate: it is made with the
/// first packet, and doubles while it would forget what was sent within <see cref="Memory"/>.
/// </summary>
/// <param name="most">How many packets are remembered at most; a power of two.</param>
internal sealed class SentPackets(int most)
{
    private const int MaxResends = 3;
    private const int InitialCapacity = 32;

    /// <summary>How long a packet may be asked for, or come late from its publisher, in milliseconds.</summary>
    private const uint Memory = 1200;

    private static readonly TimeSpan LongestHoldOff = TimeSpan.FromMilliseconds(100);

    private Entry[] _entries = [];
    private int _mask = -1;
    private long _highest = -1;
    private long _highestSource;

    // Up to here nothing is known any more: what the ring held before it grew, or was given back.
    private long _forgotten = -1;

    /// <summary>Memory that it takes besides its own object.</summary>
    public int Bytes => _entries.Length * Unsafe.SizeOf<Entry>();

    /// <summary>Asks for the memory of the next packets (<see cref="CacheLines"/>).</summary>
    public void Warm(int packets) => CacheLines.Warm(_entries, (_highest + 1) & _mask, packets);

    /// <summary>Whether a number may be sent: not sent yet, and not so old that this cannot be known.</summary>
    public bool IsFresh(long outNumber) => outNumber > _highest || (IsRemembered(outNumber) && Slot(outNumber).OutNumber != (uint)outNumber);

    /// <summary>Remembers a packet.</summary>
    /// <param name="outNumber">Its number in this stream.</param>
    /// <param name="layer">Where it comes from: <see cref="SourceLayer.Index"/>.</param>
    /// <param name="number">Its number there.</param>
    /// <param name="timestamp">Its timestamp in this stream.</param>
    /// <param name="form">How it is changed.</param>
    /// <param name="now">The time.</param>
    /// <param name="isWaiting">Whether it leaves later.</param>
    public void Add(long outNumber, int layer, long number, uint timestamp, in SentForm form, Instant now, bool isWaiting = false)
    {
        var at = Milliseconds(now);
        if (_entries.Length == 0 || (_entries.Length < most && outNumber > _highest && IsNeeded(Slot(outNumber), at)))
        {
            Grow();
        }

        ref var entry = ref Slot(outNumber);
        entry.OutNumber = (uint)outNumber;
        entry.Number = (uint)number;
        entry.Timestamp = timestamp;
        entry.At = at;
        entry.Form = form;
        entry.TransportNumber = 0;
        entry.Source = (byte)(layer + 1);
        entry.State = isWaiting ? Entry.Waiting : (byte)0;
        _highest = Math.Max(_highest, outNumber);
        _highestSource = number;
    }

    /// <summary>
    /// Takes a subscriber's request for a packet. Each is sent again three times at most, and not while the last repetition may still be on
    /// its way: a receiver asks in every report until it has it.
    /// </summary>
    public bool TryResend(ushort sequenceNumber, TimeSpan roundTripTime, Instant now, out Packet sent)
    {
        var outNumber = _highest + (short)(sequenceNumber - (ushort)_highest);
        if (_highest < 0 || !TryGet(outNumber, out sent))
        {
            sent = default;
            return false;
        }

        ref var entry = ref Slot(outNumber);
        var at = Milliseconds(now);
        var holdOff = roundTripTime * 2 < LongestHoldOff ? roundTripTime * 2 : LongestHoldOff;
        if (entry.State >= MaxResends || (entry.State > 0 && at - entry.At < holdOff.TotalMilliseconds))
        {
            return false;
        }

        entry.State++;
        entry.At = at;
        return true;
    }

    /// <summary>Notes the transport-wide number that a packet leaves with: sent again without RTX, it is to have the same.</summary>
    public void OnSent(long outNumber, ushort transportNumber)
    {
        if (Holds(outNumber))
        {
            ref var entry = ref Slot(outNumber);
            entry.TransportNumber = transportNumber;
            entry.State = 0;
        }
    }

    /// <summary>Finds a packet; false when others have taken its place.</summary>
    public bool TryGet(long outNumber, out Packet sent)
    {
        if (!Holds(outNumber))
        {
            sent = default;
            return false;
        }

        ref var entry = ref Slot(outNumber);
        sent = new()
        {
            OutNumber = outNumber,
            Layer = entry.Source - 1,
            Number = _highestSource - (int)((uint)_highestSource - entry.Number),
            Timestamp = entry.Timestamp,
            Form = entry.Form,
            TransportNumber = entry.TransportNumber,
        };
        return entry.Source != 0;
    }

    /// <summary>A packet is not sent after all: its number stays used, but there is nothing to send again.</summary>
    public void Forget(long outNumber)
    {
        if (Holds(outNumber))
        {
            Slot(outNumber).Source = 0;
        }
    }

    /// <summary>Gives the memory back: nothing of what was sent is sent again, and no number of before is fresh.</summary>
    public void Clear()
    {
        _forgotten = _highest;
        _entries = [];
        _mask = -1;
    }

    private static uint Milliseconds(Instant now) => (uint)(now.Ticks / TimeSpan.TicksPerMillisecond);

    private static bool IsNeeded(in Entry entry, uint now) => entry.Source != 0 && (entry.State == Entry.Waiting || now - entry.At < Memory);

    private bool IsRemembered(long outNumber) => outNumber > _forgotten && outNumber > _highest - _entries.Length;

    private bool Holds(long outNumber) => outNumber <= _highest && IsRemembered(outNumber) && Slot(outNumber).OutNumber == (uint)outNumber;

    private ref Entry Slot(long outNumber) => ref _entries[outNumber & _mask];

    private void Grow()
    {
        var smaller = _entries;
        _forgotten = Math.Max(_forgotten, _highest - smaller.Length);
        _entries = new Entry[Math.Min(Math.Max(InitialCapacity, smaller.Length * 2), most)];
        _mask = _entries.Length - 1;
        for (var number = _forgotten + 1; number <= _highest; number++)
        {
            Slot(number) = smaller[number & (smaller.Length - 1)];
        }
    }

    // Numbers are the low 32 bits: a ring holds far fewer.
    private struct Entry
    {
        /// <summary>It has not left yet; otherwise how often it was sent again.</summary>
        public const byte Waiting = byte.MaxValue;

        public uint OutNumber;
        public uint Number;
        public uint Timestamp;

        /// <summary>When it was sent last, in milliseconds.</summary>
        public uint At;
        public SentForm Form;
        public ushort TransportNumber;

        /// <summary>The layer, from 1; 0 when there is nothing to send again.</summary>
        public byte Source;
        public byte State;
    }

    /// <summary>One packet as it was sent.</summary>
    internal readonly struct Packet
    {
        /// <summary>The subscription's sequence number, unwrapped.</summary>
        public long OutNumber { get; init; }

        /// <summary>The layer it came from: <see cref="SourceLayer.Index"/>.</summary>
        public int Layer { get; init; }

        /// <summary>The packet's key in the layer's store.</summary>
        public long Number { get; init; }

        public uint Timestamp { get; init; }

        public SentForm Form { get; init; }

        /// <summary>The transport-wide sequence number it left with.</summary>
        public ushort TransportNumber { get; init; }
    }
}
