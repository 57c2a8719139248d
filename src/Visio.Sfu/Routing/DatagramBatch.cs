using Visio.Rtc;

namespace Visio.Sfu.Routing;

/// <summary>A fixed set of datagram slots that one system call receives into or sends from. Never grows, never moves.</summary>
internal sealed class DatagramBatch
{
    /// <summary>Datagrams per system call.</summary>
    public const int Capacity = 64;

    /// <summary>Bytes per slot: an Ethernet frame fits, and slots stay aligned to cache lines.</summary>
    public const int SlotSize = 2048;

    private readonly byte[] _memory = GC.AllocateArray<byte>(Capacity * SlotSize, pinned: true);
    private readonly int[] _lengths = new int[Capacity];
    private readonly TransportAddress[] _addresses = new TransportAddress[Capacity];

    /// <summary>Slots in use, from the first on.</summary>
    public int Count { get; set; }

    /// <summary>The whole slot.</summary>
    public Span<byte> Slot(int index) => _memory.AsSpan(index * SlotSize, SlotSize);

    /// <summary>The datagram in a slot.</summary>
    public Span<byte> Datagram(int index) => _memory.AsSpan(index * SlotSize, _lengths[index]);

    /// <summary>Length of the datagram in a slot; 0 for one that was cut off on receipt.</summary>
    public int Length(int index) => _lengths[index];

    /// <summary>Where a datagram came from, or goes to.</summary>
    public TransportAddress Address(int index) => _addresses[index];

    /// <summary>Fills in what a slot holds.</summary>
    public void Set(int index, int length, TransportAddress address)
    {
        _lengths[index] = length;
        _addresses[index] = address;
    }
}
