using Visio.Rtc.Time;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// What a subscription sent lately: enough to send it again, byte for byte, from the layers' stores. It is also the proof that a
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
    /// <param name="outNumber">Its number in this stream.</param>
    /// <param name="layer">Where it comes from.</param>
    /// <param name="number">Its number there.</param>
    /// <param name="timestamp">Its timestamp in this stream.</param>
    /// <param name="form">How it is changed.</param>
    /// <param name="isWaiting">Whether it leaves later.</param>
    public void Add(long outNumber, SourceLayer layer, long number, uint timestamp, in SentForm form, bool isWaiting = false)
    {
        ref var entry = ref Slot(outNumber);
        entry.OutNumber = outNumber;
        entry.Layer = layer;
        entry.Number = number;
        entry.Timestamp = timestamp;
        entry.Form = form;
        entry.Resends = 0;
        entry.TransportNumber = 0;
        entry.IsWaiting = isWaiting;
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
        if (entry.Layer is null || entry.OutNumber != outNumber || entry.IsWaiting || entry.Resends == MaxResends || (entry.Resends > 0 && now - entry.LastResent < holdOff))
        {
            return false;
        }

        entry.Resends++;
        entry.LastResent = now;
        return true;
    }

    /// <summary>Notes the transport-wide number that a packet leaves with: sent again without RTX, it is to have the same.</summary>
    public void OnSent(long outNumber, ushort transportNumber)
    {
        ref var entry = ref Slot(outNumber);
        entry.TransportNumber = transportNumber;
        entry.IsWaiting = false;
    }

    /// <summary>Finds a packet; false when others have taken its place.</summary>
    public bool TryGet(long outNumber, out Entry sent)
    {
        sent = Slot(outNumber);
        return sent.Layer is not null && sent.OutNumber == outNumber;
    }

    /// <summary>A packet is not sent after all: its number stays used, but there is nothing to send again.</summary>
    public void Forget(long outNumber)
    {
        ref var entry = ref Slot(outNumber);
        if (entry.OutNumber == outNumber)
        {
            entry.Layer = null;
        }
    }

    private ref Entry Slot(long outNumber) => ref _entries[outNumber & (_entries.Length - 1)];

    /// <summary>One packet as it was sent.</summary>
    internal struct Entry
    {
        /// <summary>The subscription's sequence number, unwrapped.</summary>
        public long OutNumber;

        /// <summary>Where the packet came from; null when nothing was sent in this place.</summary>
        public SourceLayer? Layer;

        /// <summary>The packet's key in the layer's store.</summary>
        public long Number;

        public Instant LastResent;
        public uint Timestamp;
        public SentForm Form;
        public byte Resends;

        /// <summary>The transport-wide sequence number it left with.</summary>
        public ushort TransportNumber;

        /// <summary>Whether it has not left yet.</summary>
        public bool IsWaiting;
    }
}
