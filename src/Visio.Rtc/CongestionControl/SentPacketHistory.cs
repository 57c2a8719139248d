using Visio.Rtc.Rtp;
using Visio.Rtc.Time;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// The packets that left with a transport-wide sequence number and are to be reported on (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2):
/// one counter for all streams of a transport. A ring that doubles, up to <see cref="MaxCapacity"/>, while reports lag behind.
/// </summary>
internal sealed class SentPacketHistory
{
    /// <summary>Packets that are remembered at most: 2.6 s at 40 Mbit/s.</summary>
    public const int MaxCapacity = 8192;

    private const int InitialCapacity = 512;

    /// <summary>A packet that waits longer than this for its report is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // The first number is one that has room below it.
    private const long FirstIndex = 0x10000;

    private SentPacket[] _packets = new SentPacket[InitialCapacity];
    private long _next = FirstIndex;

    /// <summary>The number of the next packet.</summary>
    public ushort NextNumber => (ushort)_next;

    /// <summary>The unwrapped number of the next packet.</summary>
    public long NextIndex => _next;

    /// <summary>Notes the packet with <see cref="NextNumber"/>.</summary>
    /// <param name="bytes">All of the datagram.</param>
    /// <param name="probe">The probe it is a part of, or 0.</param>
    /// <param name="now">When it leaves.</param>
    public void Add(int bytes, byte probe, Instant now)
    {
        ref var slot = ref Slot(_next);
        if (slot.Status == SentStatus.UnderWay && _packets.Length < MaxCapacity && now - slot.At < Patience)
        {
            Grow();
            slot = ref Slot(_next);
        }

        slot = new() { At = now, Bytes = (ushort)bytes, Probe = probe, Status = SentStatus.UnderWay };
        _next++;
    }

    /// <summary>The unwrapped number that a report means: the latest that was sent. Out of the ring it is not found.</summary>
    public long Unwrap(ushort number) => _next - 1 + SequenceNumbers.Distance((ushort)(_next - 1), number);

    /// <summary>Whether a packet is remembered.</summary>
    public bool Contains(long index) => index >= FirstIndex && index < _next && index >= _next - _packets.Length;

    /// <summary>A packet that <see cref="Contains"/>.</summary>
    public ref SentPacket this[long index] => ref Slot(index);

    private ref SentPacket Slot(long index) => ref _packets[index & (_packets.Length - 1)];

    private void Grow()
    {
        var larger = new SentPacket[_packets.Length * 2];
        for (var index = Math.Max(FirstIndex, _next - _packets.Length); index < _next; index++)
        {
            larger[index & (larger.Length - 1)] = Slot(index);
        }

        _packets = larger;
    }
}
