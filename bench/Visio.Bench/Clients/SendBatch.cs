using System.Runtime.InteropServices;
using Visio.Sfu.Loop;

namespace Visio.Bench.Clients;

/// <summary>
/// Gathers the packets of one socket and gives them to the kernel with one call, equally long ones as one message (UDP GSO), so that those of a
/// picture arrive together, as from a network card: a server is otherwise woken by the first of them, and takes each by itself.
/// </summary>
internal sealed unsafe class SendBatch : IDisposable
{
    private const int Capacity = 64;
    private const int SlotSize = 2048;

    /// <summary>Packets of one message: less than the 65,535 bytes that it may have.</summary>
    private const int LongestRun = 32;
    private readonly byte* _slots = (byte*)NativeMemory.AllocZeroed(Capacity, SlotSize);
    private readonly Libc.IoVector* _vectors = (Libc.IoVector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(Libc.IoVector));
    private readonly Libc.MessageHeaderWithLength* _headers =
        (Libc.MessageHeaderWithLength*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(Libc.MessageHeaderWithLength));
    private readonly byte* _controls = (byte*)NativeMemory.AllocZeroed(Capacity, AncillaryData.Capacity);

    private int _fd;
    private int _count;

    public SendBatch()
    {
        for (var i = 0; i < Capacity; i++)
        {
            _vectors[i].Base = _slots + (i * SlotSize);
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
            _ = Libc.SendMessages(_fd, _headers, Describe(), Libc.MsgDontWait);
            _count = 0;
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_slots);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_headers);
        NativeMemory.Free(_controls);
    }

    /// <summary>Makes a message of each run of equally long packets, the last of which may be shorter.</summary>
    /// <returns>The number of messages.</returns>
    private uint Describe()
    {
        uint messages = 0;
        for (var first = 0; first < _count; messages++)
        {
            var (size, end) = (_vectors[first].Length, first + 1);
            while (end < _count && end - first < LongestRun && _vectors[end].Length <= size && _vectors[end - 1].Length == size)
            {
                end++;
            }

            var control = _controls + (messages * AncillaryData.Capacity);
            var data = new AncillaryData(new(control, AncillaryData.Capacity));
            if (end - first > 1)
            {
                data.AddSegmentSize((ushort)size);
            }

            ref var header = ref _headers[messages];
            header.Vectors = _vectors + first;
            header.VectorCount = (nuint)(end - first);
            header.Control = data.Length > 0 ? control : null;
            header.ControlLength = (nuint)data.Length;
            first = end;
        }

        return messages;
    }
}
