using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Visio.Rtc.Time;

namespace Visio.Rtc.Buffers;

/// <summary>
/// The latest packets of one track, in the clear, kept once for all its subscribers to be sent again. A ring of bytes in native memory, so that
/// hundreds of tracks are nothing to the garbage collector; it is made with the first packet and doubles while it would
/// overwrite what is younger than <see cref="Memory"/>. Owned by one thread.
/// </summary>
public sealed unsafe class RetransmissionBuffer : IDisposable
{
    /// <summary>The longest packet that is kept, in bytes.</summary>
    public const int LongestPacket = 2048;

    private const int InitialCapacity = 8192;

    /// <summary>Numbers that are known at least, whatever their packets take.</summary>
    private const int InitialSlots = 128;
    private const int MostSlots = 4096;
    private const int Alignment = 16;

    /// <summary>Parts of the ring whose age is known.</summary>
    private const int Segments = 8;

    /// <summary>How long a packet may be asked for, or wait for its turn.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(2);

    private readonly int _most;
    private Slot[] _slots = new Slot[InitialSlots];
    private byte* _memory;
    private int _capacity;

    // How many bytes were written. Its low bits are the place in the ring.
    private long _head;
    private Ages _left;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="most">The most bytes that it takes for packets; a power of two.</param>
    public RetransmissionBuffer(int most)
    {
        if (most < InitialCapacity || (most & (most - 1)) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(most));
        }

        _most = most;
        Array.Fill(_slots, Slot.Empty);
    }

    /// <summary>Memory that it takes besides its own object.</summary>
    public int Bytes => _capacity + (_slots.Length * Unsafe.SizeOf<Slot>());

    /// <summary>A ring for sound or a picture: 64 KiB hold 2 s of 256 kbit/s, 1 MiB holds as much of 4 Mbit/s.</summary>
    /// <param name="kind">What is kept.</param>
    /// <param name="halvings">For a picture, how often its most is halved: 0 to 2. Smaller pictures come in fewer packets.</param>
    public static RetransmissionBuffer For(MediaKind kind, int halvings = 0) => new(kind == MediaKind.Audio ? 1 << 16 : 1 << (20 - halvings));

    /// <summary>Whether a packet was stored or noted lately.</summary>
    public bool Knows(long index) => index >= 0 && At(index).Index == index;

    /// <summary>Notes that there was a packet, without keeping it.</summary>
    public void Note(long index)
    {
        ref var slot = ref At(index);
        if (index > slot.Index)
        {
            slot = new() { Index = index };
        }
    }

    /// <summary>Keeps a copy of a packet.</summary>
    /// <param name="index">The unwrapped sequence number (<see cref="Rtp.SequenceUnwrapper"/>).</param>
    /// <param name="packet">The packet; not kept when it is longer than <see cref="LongestPacket"/>.</param>
    /// <param name="now">The time.</param>
    public void Store(long index, ReadOnlySpan<byte> packet, Instant now)
    {
        // A packet later than its successor in the same slot is too old to be asked for.
        if (packet.Length > LongestPacket || index <= At(index).Index)
        {
            return;
        }

        if (_capacity == 0)
        {
            Resize(InitialCapacity);
        }

        var end = Place(packet.Length);
        while (_capacity < _most && Segment(end) != Segment(_head) && OverwritesYoung(end, now))
        {
            Resize(_capacity * 2);
            end = Place(packet.Length);
        }

        for (var segment = Segment(_head); segment < Segment(end); segment++)
        {
            _left[(int)(segment & (Segments - 1))] = now;
        }

        if (IsKept(At(index)) && _slots.Length < MostSlots)
        {
            AddSlots();
        }

        var position = end - packet.Length;
        At(index) = new() { Index = index, Position = (uint)position, Length = packet.Length };
        packet.CopyTo(new Span<byte>(_memory + (position & (_capacity - 1)), packet.Length));
        _head = end;
    }

    /// <summary>Finds a packet; the span is valid until the next <see cref="Store"/>, and may be changed in place.</summary>
    public bool TryGet(long index, out Span<byte> packet)
    {
        if (index < 0 || At(index) is var slot && (slot.Index != index || !IsKept(slot)))
        {
            packet = default;
            return false;
        }

        packet = new(_memory + (slot.Position & (_capacity - 1)), slot.Length);
        return true;
    }

    /// <summary>Gives the memory of all packets back. Which there were stays known.</summary>
    public void Clear()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _capacity = 0;
        _head += _most; // Nothing from before lies in the ring that is made next.
        _left = default;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private bool IsKept(in Slot slot) => slot.Length > 0 && (uint)_head - slot.Position <= (uint)_capacity;

    private ref Slot At(long index) => ref _slots[index & (_slots.Length - 1)];

    private long Segment(long position) => position / (_capacity / Segments);

    /// <summary>Where a packet ends that comes next: each lies in one piece.</summary>
    private long Place(int length)
    {
        var start = (_head + Alignment - 1) & -Alignment;
        var room = _capacity - (start & (_capacity - 1));
        return (length > room ? start + room : start) + length;
    }

    private bool OverwritesYoung(long end, Instant now)
    {
        for (var segment = Segment(_head) + 1; segment <= Segment(end); segment++)
        {
            if (_left[(int)(segment & (Segments - 1))] is var left && left != Instant.Zero && now - left < Memory)
            {
                return true;
            }
        }

        return false;
    }

    private void Resize(int capacity)
    {
        var memory = (byte*)NativeMemory.AlignedAlloc((nuint)capacity, 64);
        if (_capacity > 0)
        {
            // What is in it lies in two pieces; two of its segments are one of the larger ring.
            var tail = (int)(_head & (_capacity - 1));
            Copy(_head - tail, tail);
            Copy(_head - _capacity, _capacity - tail);
            var ages = default(Ages);
            for (var segment = Segment(_head) - Segments + 1; segment < Segment(_head); segment++)
            {
                ages[(int)((segment >> 1) & (Segments - 1))] = _left[(int)(segment & (Segments - 1))];
            }

            _left = ages;
            NativeMemory.AlignedFree(_memory);
        }

        _memory = memory;
        _capacity = capacity;

        void Copy(long position, int length) =>
            Buffer.MemoryCopy(_memory + (position & (_capacity - 1)), memory + (position & (capacity - 1)), length, length);
    }

    private void AddSlots()
    {
        var fewer = _slots;
        _slots = new Slot[fewer.Length * 2];
        Array.Fill(_slots, Slot.Empty);
        foreach (var slot in fewer)
        {
            if (slot.Index >= 0)
            {
                At(slot.Index) = slot;
            }
        }
    }

    private struct Slot
    {
        public static readonly Slot Empty = new() { Index = -1 };

        public long Index;

        /// <summary>Its low bits.</summary>
        public uint Position;

        /// <summary>0 when the packet was not kept.</summary>
        public int Length;
    }

    /// <summary>When each segment was full; zero when it never was.</summary>
    [InlineArray(Segments)]
    private struct Ages
    {
        private Instant _first;
    }
}
