using System.Runtime.InteropServices;
using Visio.Sfu.Loop;

namespace Visio.Bench.Clients;

/// <summary>Memory for recvmmsg that all sockets of the media thread share, with the times at which the kernel took the datagrams.</summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    public const int Capacity = 32;
    private const int SlotSize = 2048;
    private const int ControlSize = 64;
    private const int SocketLevel = 1;
    private const int TimestampNanoseconds = 35; // SO_TIMESTAMPNS and SCM_TIMESTAMPNS
    private readonly byte* _slots = (byte*)NativeMemory.AllocZeroed(Capacity, SlotSize);
    private readonly byte* _controls = (byte*)NativeMemory.AllocZeroed(Capacity, ControlSize);
    private readonly Libc.IoVector* _vectors = (Libc.IoVector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(Libc.IoVector));
    private readonly Libc.MessageHeaderWithLength* _headers =
        (Libc.MessageHeaderWithLength*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(Libc.MessageHeaderWithLength));

    public ReceiveBatch()
    {
        for (var i = 0; i < Capacity; i++)
        {
            _vectors[i] = new() { Base = _slots + (i * SlotSize), Length = SlotSize };
            _headers[i].Vectors = _vectors + i;
            _headers[i].VectorCount = 1;
        }
    }

    /// <summary>Asks the kernel to note when datagrams arrive; it costs whoever sends them a little.</summary>
    public static void NoteTimes(System.Net.Sockets.Socket socket)
    {
        ReadOnlySpan<int> one = [1];
        socket.SetRawSocketOption(SocketLevel, TimestampNanoseconds, MemoryMarshal.AsBytes(one));
    }

    public int Receive(int fd)
    {
        for (var i = 0; i < Capacity; i++)
        {
            _headers[i].Control = _controls + (i * ControlSize);
            _headers[i].ControlLength = ControlSize;
        }

        return Math.Max(Libc.ReceiveMessages(fd, _headers, Capacity, Libc.MsgDontWait, null), 0);
    }

    public Span<byte> Datagram(int i) => new(_slots + (i * SlotSize), (int)_headers[i].Length);

    /// <summary>When the kernel took it, in ticks of civil time; 0 where it was not asked to note that.</summary>
    public long TimeOf(int i)
    {
        if (_headers[i].ControlLength < (nuint)sizeof(Libc.ControlHeader))
        {
            return 0;
        }

        var control = (Libc.ControlHeader*)_headers[i].Control;
        if (control->Level != SocketLevel || control->Type != TimestampNanoseconds)
        {
            return 0;
        }

        var time = (Libc.TimeSpec*)(control + 1);
        return DateTime.UnixEpoch.Ticks + (time->Seconds * TimeSpan.TicksPerSecond) + (time->Nanoseconds / 100);
    }

    public void Dispose()
    {
        NativeMemory.Free(_slots);
        NativeMemory.Free(_controls);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_headers);
    }
}
