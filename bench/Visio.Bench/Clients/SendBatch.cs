using System.Runtime.InteropServices;
using Visio.Sfu.Loop;

namespace Visio.Bench.Clients;

/// <summary>
/// Gathers the packets of one socket and gives them to the kernel with one call, so that those of a picture leave together: a server on another
/// core is otherwise woken by the first of them, as often as the generator is slow to make the second.
/// </summary>
internal sealed unsafe class SendBatch : IDisposable
{
    private const int Capacity = 64;
    private const int SlotSize = 2048;
    private readonly byte* _slots = (byte*)NativeMemory.AllocZeroed(Capacity, SlotSize);
    private readonly Libc.IoVector* _vectors = (Libc.IoVector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(Libc.IoVector));
    private readonly Libc.MessageHeaderWithLength* _headers =
        (Libc.MessageHeaderWithLength*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(Libc.MessageHeaderWithLength));

    private int _fd;
    private int _count;

    public SendBatch()
    {
        for (var i = 0; i < Capacity; i++)
        {
            _vectors[i].Base = _slots + (i * SlotSize);
            _headers[i].Vectors = _vectors + i;
            _headers[i].VectorCount = 1;
        }
    }

    /// <summary>Where the next packet for a connected socket is to be written; those for another one leave before it.</summary>
    public Span<byte> Next(int fd)
    {
        if (fd != _fd || _count == Capacity)
        {
            Flush();
            _fd = fd;
        }

        return new(_slots + (_count * SlotSize), SlotSize);
    }

    /// <summary>Takes the packet that was written there.</summary>
    public void Add(int length) => _vectors[_count++].Length = (nuint)length;

    /// <summary>Sends what has gathered. A full buffer loses the rest, as a network does; it is then missed and asked for.</summary>
    public void Flush()
    {
        if (_count > 0)
        {
            _ = Libc.SendMessages(_fd, _headers, (uint)_count, Libc.MsgDontWait);
            _count = 0;
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_slots);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_headers);
    }
}
