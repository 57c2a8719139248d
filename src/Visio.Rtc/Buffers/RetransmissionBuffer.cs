using System.Runtime.InteropServices;

namespace Visio.Rtc.Buffers;

/// <summary>
/// The latest packets of one track, in the clear, kept once for all its subscribers to be sent again. A ring in native memory, so that
/// hundreds of tracks are nothing to the garbage collector. Owned by one thread.
/// </summary>
public sealed unsafe class RetransmissionBuffer : IDisposable
{
    private readonly int _slotCount;
    private readonly int _slotSize;
    private readonly long[] _indices;
    private readonly ushort[] _lengths;
    private byte* _memory;

    /// <summary>Allocates a ring.</summary>
    /// <param name="slotCount">How many packets are kept; a power of two.</param>
    /// <param name="slotSize">The longest packet that is kept, in bytes; longer ones are not kept.</param>
    public RetransmissionBuffer(int slotCount, int slotSize)
    {
        if (slotCount <= 0 || (slotCount & (slotCount - 1)) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(slotCount));
        }

        _slotCount = slotCount;
        _slotSize = slotSize;
        _indices = new long[slotCount];
        _lengths = new ushort[slotCount];
        Array.Fill(_indices, -1);
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)slotCount * (nuint)slotSize, 64);
    }

    /// <summary>A ring for audio or video: 64 KiB hold 2.5 s of 20 ms packets, 640 KiB hold 512 full video packets.</summary>
    /// <param name="kind">What is kept.</param>
    /// <param name="halvings">For video, how often the number of packets is halved: 0 to 2. Smaller pictures come in fewer packets.</param>
    public static RetransmissionBuffer For(MediaKind kind, int halvings = 0) =>
        kind == MediaKind.Audio ? new(slotCount: 128, slotSize: 512) : new(slotCount: 512 >> halvings, slotSize: 1280);

    /// <summary>Keeps a copy of a packet in place of the one <c>slotCount</c> before it.</summary>
    /// <param name="index">The unwrapped sequence number (<see cref="Rtp.SequenceUnwrapper"/>).</param>
    /// <param name="packet">The packet; not kept when it is longer than a slot.</param>
    public void Store(long index, ReadOnlySpan<byte> packet)
    {
        ObjectDisposedException.ThrowIf(_memory == null, this);
        var slot = (int)(index & (_slotCount - 1));

        // A packet later than its successor in the same slot is too old to be asked for.
        if (packet.Length > _slotSize || index < _indices[slot])
        {
            return;
        }

        packet.CopyTo(new Span<byte>(_memory + ((nint)slot * _slotSize), _slotSize));
        _indices[slot] = index;
        _lengths[slot] = (ushort)packet.Length;
    }

    /// <summary>Finds a packet; the span is valid until the next <see cref="Store"/>, and may be changed in place.</summary>
    public bool TryGet(long index, out Span<byte> packet)
    {
        var slot = (int)(index & (_slotCount - 1));
        if (_memory == null || index < 0 || _indices[slot] != index)
        {
            packet = default;
            return false;
        }

        packet = new(_memory + ((nint)slot * _slotSize), _lengths[slot]);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
