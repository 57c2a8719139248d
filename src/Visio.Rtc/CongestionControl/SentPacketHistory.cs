using System.Runtime.CompilerServices;
using Visio.Rtc.Buffers;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;

namespace Visio.Rtc.CongestionControl;

/// <summary>
/// The packets that left with a transport-wide sequence number and are to be reported on (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2):
/// one counter for all streams of a transport. A ring that is made with the first packet and doubles, up to <see cref="MaxCapacity"/>, while reports lag
/// behind or it holds less than <see cref="Memory"/>.
/// </summary>
internal sealed class SentPacketHistory
{
    /// <summary>Packets that are remembered at most: 2.6 s at 40 Mbit/s.</summary>
    public const int MaxCapacity = 8192;

    private const int InitialCapacity = 64;

    /// <summary>A packet that waits longer than this for its report is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>So late a report may still say that a packet was not lost but overtaken.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMilliseconds(500);

    // One that has room below it.
    private long _first = 0x10000;
    private SentPacket[] _packets = [];
    private int _mask = -1;
    private long _next = 0x10000;

    /// <summary>Memory that it takes besides its own object.</summary>
    public int Bytes => _packets.Length * Unsafe.SizeOf<SentPacket>();

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
        if (_packets.Length == 0 || (_packets.Length < MaxCapacity && IsNeeded(Slot(_next), now)))
        {
            Grow();
        }

        Slot(_next) = new() { At = now, Bytes = (ushort)bytes, Probe = probe, Status = SentStatus.UnderWay };
        _next++;
    }

    /// <summary>Asks for the memory of the next packets (<see cref="CacheLines"/>).</summary>
    public void Warm(int packets) => CacheLines.Warm(_packets, _next & _mask, packets);

    /// <summary>The unwrapped number that a report means: the latest that was sent. Out of the ring it is not found.</summary>
    public long Unwrap(ushort number) => _next - 1 + SequenceNumbers.Distance((ushort)(_next - 1), number);

    /// <summary>Whether a packet is remembered.</summary>
    public bool Contains(long index) => index >= _first && index < _next && index >= _next - _packets.Length;

    /// <summary>A packet that <see cref="Contains"/>.</summary>
    public ref SentPacket this[long index] => ref Slot(index);

    /// <summary>Gives the memory back: nothing is sent any more. What was is not reported on.</summary>
    public void Clear()
    {
        _first = _next;
        _packets = [];
        _mask = -1;
    }

    private static bool IsNeeded(in SentPacket packet, Instant now) =>
        packet.Status != SentStatus.None && now - packet.At < (packet.Status == SentStatus.UnderWay ? Patience : Memory);

    private ref SentPacket Slot(long index) => ref _packets[index & _mask];

    private void Grow()
    {
        var smaller = _packets;
        _packets = new SentPacket[Math.Max(InitialCapacity, smaller.Length * 2)];
        _mask = _packets.Length - 1;
        for (var index = Math.Max(_first, _next - smaller.Length); index < _next; index++)
        {
            Slot(index) = smaller[index & (smaller.Length - 1)];
        }
    }
}
