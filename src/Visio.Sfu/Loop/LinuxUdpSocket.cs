using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Visio.Sfu.Loop;

/// <summary>recvmmsg and sendmmsg on prebuilt headers, ppoll on the socket and an eventfd.</summary>
internal sealed unsafe class LinuxUdpSocket : UdpSocket
{
    /// <summary>How long a send waits for room in the socket's buffer before the rest of its batch is lost.</summary>
    private const long SendPatienceNanoseconds = 1_000_000;

    /// <summary>The share of the socket's buffer that is too much, and so many bytes in any case: some 400 packets with the kernel's own.</summary>
    private const uint LargestShare = 4;
    private const uint Much = 1024 * 1024;

    private readonly int _socket;
    private readonly SafeFileHandle _event;
    private readonly MessageVector _receive;
    private readonly MessageVector _send;
    private bool _sendsInRuns;
    private uint _dropped;

    public LinuxUdpSocket(Socket socket, uint kind)
        : base(socket)
    {
        _socket = (int)socket.Handle;
        var fd = Libc.OpenEvent();
        if (fd < 0)
        {
            throw new SocketException(Marshal.GetLastPInvokeError());
        }

        _event = new(fd, ownsHandle: true);

        var ipv4 = socket.AddressFamily == AddressFamily.InterNetwork;
        var paths = TellsLocalAddress(socket, LocalEndPoint) ? new LocalPaths() : null;
        _receive = new(Received, ipv4, paths, kind);
        _send = new(Outgoing, ipv4, paths, kind);
        _receive.PrepareReceive(DatagramCapacity);
        _sendsInRuns = CanSegment(socket);
    }

    private static int DatagramCapacity => Routing.DatagramBatch.Capacity;

    public override int Receive()
    {
        // Only the headers the last call wrote to have to be made ready again.
        _receive.PrepareReceive(Received.Count);
        var count = Libc.ReceiveMessages(_socket, _receive.Headers, (uint)DatagramCapacity, Libc.MsgDontWait, null);
        _receive.CompleteReceive(Math.Max(count, 0));
        return Received.Count;
    }

    public override bool IsBehind()
    {
        Span<uint> memory = stackalloc uint[Libc.MemoryInfoLength];
        try
        {
            _ = Socket.GetRawSocketOption(Libc.SocketLevel, Libc.MemoryInfo, MemoryMarshal.AsBytes(memory));
        }
        catch (SocketException)
        {
            return false;
        }

        var (waiting, room, dropped) = (memory[Libc.MemoryReceived], memory[Libc.MemoryReceiveBuffer], memory[Libc.MemoryDrops]);
        var hasDropped = dropped != _dropped;
        _dropped = dropped;
        return hasDropped || waiting > Math.Min(room / LargestShare, Much);
    }

    public override void Wait(TimeSpan timeout, UdpSocket? other)
    {
        // A negative descriptor is left out (poll(2)).
        var fds = stackalloc Libc.PollFd[3];
        fds[0] = new() { Fd = _socket, Events = Libc.PollIn };
        fds[1] = new() { Fd = (int)_event.DangerousGetHandle(), Events = Libc.PollIn };
        fds[2] = new() { Fd = other is LinuxUdpSocket socket ? socket._socket : -1, Events = Libc.PollIn };
        var ticks = Math.Max(timeout.Ticks, 0);
        var time = new Libc.TimeSpec
        {
            Seconds = ticks / TimeSpan.TicksPerSecond,
            Nanoseconds = ticks % TimeSpan.TicksPerSecond * 100,
        };
        if (Libc.Poll(fds, 3, &time, null) > 0 && fds[1].Returned != 0)
        {
            ulong count;
            _ = Libc.Read(_event, &count, sizeof(ulong));
        }
    }

    public override void Wake()
    {
        ulong one = 1;
        try
        {
            _ = Libc.Write(_event, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // A command that came after the end.
        }
    }

    public override void Send()
    {
        var messages = _send.PrepareSend(_sendsInRuns);
        var sent = 0;
        var refusedRun = -1;
        var waited = false;
        while (sent < messages)
        {
            var count = Libc.SendMessages(_socket, _send.Headers + sent, (uint)(messages - sent), Libc.MsgDontWait);
            if (count > 0)
            {
                // What went one by one but not as a run says that the device or the kernel cannot cut messages up.
                _sendsInRuns &= sent != refusedRun;
                sent += count;
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == Libc.TryAgain)
            {
                if (waited)
                {
                    break;
                }

                waited = true;
                WaitForRoom();
            }
            else if (_send.Headers[sent].VectorCount > 1 && error != Libc.InterruptedCall)
            {
                // Too large for this path, no way there, or not possible at all: this batch goes one by one.
                refusedRun = error == Libc.MessageTooLong ? refusedRun : sent;
                messages = _send.Split(sent);
            }
            else if (error != Libc.InterruptedCall)
            {
                // This one datagram cannot go (no route, too large, refused by a firewall); the others can.
                sent++;
            }
        }

        Outgoing.Count = 0;
    }

    public override void Dispose()
    {
        base.Dispose();
        _event.Dispose();
        _receive.Dispose();
        _send.Dispose();
    }

    /// <summary>Has the kernel say which of our addresses each datagram came to, on a socket that has more than one.</summary>
    private static bool TellsLocalAddress(Socket socket, IPEndPoint bound)
    {
        ReadOnlySpan<int> one = [1];
        var yes = MemoryMarshal.AsBytes(one);
        switch (bound.Address)
        {
            case var any when any.Equals(IPAddress.IPv6Any):
                socket.SetRawSocketOption(Libc.IPv6Level, Libc.IPv6ReceivePacketInfo, yes);
                return true;
            case var any when any.Equals(IPAddress.Any):
                socket.SetRawSocketOption(Libc.IPv4Level, Libc.IPv4PacketInfo, yes);
                return true;
            default:
                return false;
        }
    }

    private static bool CanSegment(Socket socket)
    {
        try
        {
            Span<byte> size = stackalloc byte[sizeof(int)];
            return socket.GetRawSocketOption(Libc.UdpLevel, Libc.UdpSegment, size) == sizeof(int);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void WaitForRoom()
    {
        var fd = new Libc.PollFd { Fd = _socket, Events = Libc.PollOut };
        var time = new Libc.TimeSpec { Nanoseconds = SendPatienceNanoseconds };
        _ = Libc.Poll(&fd, 1, &time, null);
    }
}
