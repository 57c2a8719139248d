using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Visio.Sfu.Relaying;

/// <summary>
/// Packets on their way from one loop's thread to another's: a ring in native memory that one writes and the other reads, without a lock.
/// What is written is seen once it is published, what is read is free once it is released: both cost one shared write for a whole batch.
/// </summary>
internal sealed unsafe class RelayRing : IDisposable
{
    private const int Alignment = 8;
    private const int CacheLine = 64;

    // Where the rest of the ring is left empty, because a record does not fit there.
    private const int Skipped = -1;
    private static readonly int HeaderLength = Alignment + Unsafe.SizeOf<RelayRecord>();

    private readonly int _capacity;
    private Positions* _shared;
    private byte* _memory;
    private RelayRing? _next;

    // The writer's.
    private long _written;
    private long _releasedSeen;

    // The reader's.
    private long _read;
    private long _publishedSeen;

    /// <param name="capacity">Bytes; a power of two.</param>
    public RelayRing(int capacity)
    {
        _capacity = capacity;
        _shared = (Positions*)NativeMemory.AlignedAlloc((nuint)(sizeof(Positions) + capacity), CacheLine);
        *_shared = default;
        _memory = (byte*)(_shared + 1);
    }

    /// <summary>Bytes it holds.</summary>
    public int Capacity => _capacity;

    /// <summary>Writer: the ring that is written to instead from now on. Set after the last <see cref="Publish"/>.</summary>
    public RelayRing? Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }

    /// <summary>Writer: adds a record; false when there is no room.</summary>
    public bool TryWrite(in RelayRecord record, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var payload = first.Length + second.Length;
        var needed = (HeaderLength + payload + Alignment - 1) & -Alignment;
        var at = (int)(_written & (_capacity - 1));
        var skipped = at + needed > _capacity ? _capacity - at : 0;
        if (_written + skipped + needed - _releasedSeen > _capacity)
        {
            _releasedSeen = Volatile.Read(ref _shared->Released);
            if (_written + skipped + needed - _releasedSeen > _capacity)
            {
                return false;
            }
        }

        if (skipped > 0)
        {
            *(int*)(_memory + at) = Skipped;
            _written += skipped;
            at = 0;
        }

        *(int*)(_memory + at) = payload;
        *(RelayRecord*)(_memory + at + Alignment) = record;
        var destination = new Span<byte>(_memory + at + HeaderLength, payload);
        first.CopyTo(destination);
        second.CopyTo(destination[first.Length..]);
        _written += needed;
        return true;
    }

    /// <summary>Writer: has the reader see what was written.</summary>
    public void Publish() => Volatile.Write(ref _shared->Published, _written);

    /// <summary>Reader: takes the next record; its bytes may be changed in place, and are good until <see cref="Release"/>.</summary>
    public bool TryRead(out RelayRecord record, out Span<byte> payload)
    {
        while (true)
        {
            if (_read == _publishedSeen)
            {
                _publishedSeen = Volatile.Read(ref _shared->Published);
                if (_read == _publishedSeen)
                {
                    record = default;
                    payload = default;
                    return false;
                }
            }

            var at = (int)(_read & (_capacity - 1));
            var length = *(int*)(_memory + at);
            if (length == Skipped)
            {
                _read += _capacity - at;
                continue;
            }

            record = *(RelayRecord*)(_memory + at + Alignment);
            payload = new(_memory + at + HeaderLength, length);
            _read += (HeaderLength + length + Alignment - 1) & -Alignment;
            return true;
        }
    }

    /// <summary>Reader: gives back the room of what was read.</summary>
    public void Release() => Volatile.Write(ref _shared->Released, _read);

    /// <summary>Frees the memory; neither side may use it any more.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_shared);
        _shared = null;
        _memory = null;
    }

    [StructLayout(LayoutKind.Explicit, Size = 2 * CacheLine)]
    private struct Positions
    {
        [FieldOffset(0)]
        public long Published;

        [FieldOffset(CacheLine)]
        public long Released;
    }
}
