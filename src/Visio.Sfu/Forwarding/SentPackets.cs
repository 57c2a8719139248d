using Visio.Rtc.Codecs;
using Visio.Rtc.Time;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// What a subscription sent lately: enough to send it again, byte for byte, from the publication's store. It is also the proof that a
/// sequence number is used only once, which the cipher needs (RFC 7714 §8.1).
/// </summary>
internal sealed class SentPackets
{
    private const int MaxResends = 3;
    private static readonly TimeSpan LongestHoldOff = TimeSpan.FromMilliseconds(100);

    private readonly Entry[] _entries;
    private long _highest = -1;

    /// <param name="capacity">How many packets are remembered; a power of two.</param>
    public SentPackets(int capacity) => _entries = new Entry[capacity];

    /// <summary>Whether a number may be sent: not sent yet, and not so old that this cannot be known.</summary>
    public bool IsFresh(long outNumber) =>
        outNumber > _highest || (outNumber > _highest - _entries.Length && Slot(outNumber).OutNumber != outNumber);

    /// <summary>Remembers a packet.</summary>
    public void Add(long outNumber, long number, uint timestamp, Vp8RunningNumbers vp8)
    {
        ref var entry = ref Slot(outNumber);
        entry.OutNumber = outNumber;
        entry.Number = number;
        entry.Timestamp = timestamp;
        entry.Vp8 = vp8;
        entry.Resends = 0;
        _highest = Math.Max(_highest, outNumber);
    }

    /// <summary>
    /// Takes a subscriber's request for a packet. Each is sent again three times at most, and not while the last repetition may still be on
    /// its way: a receiver asks in every report until it has it.
    /// </summary>
    public bool TryResend(ushort sequenceNumber, TimeSpan roundTripTime, Instant now, out Entry sent)
    {
        var outNumber = _highest + (short)(sequenceNumber - (ushort)_highest);
        if (_highest < 0 || outNumber > _highest || outNumber <= _highest - _entries.Length)
        {
            sent = default;
            return false;
        }

        ref var entry = ref Slot(outNumber);
        sent = entry;
        var holdOff = roundTripTime * 2 < LongestHoldOff ? roundTripTime * 2 : LongestHoldOff;
        if (entry.OutNumber != outNumber || entry.Resends == MaxResends || (entry.Resends > 0 && now - entry.LastResent < holdOff))
        {
            return false;
        }

        entry.Resends++;
        entry.LastResent = now;
        return true;
    }

    private ref Entry Slot(long outNumber) => ref _entries[outNumber & (_entries.Length - 1)];

    /// <summary>One packet as it was sent.</summary>
    internal struct Entry
    {
        /// <summary>The subscription's sequence number, unwrapped.</summary>
        public long OutNumber;

        /// <summary>The packet's key in the publication's store.</summary>
        public long Number;
        public Instant LastResent;
        public uint Timestamp;
        public Vp8RunningNumbers Vp8;
        public byte Resends;
    }
}
