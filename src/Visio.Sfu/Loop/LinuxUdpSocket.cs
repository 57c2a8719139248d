using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Visio.Sfu.Loop;

/// <summary>recvmmsg and sendmmsg on prebuilt headers, ppoll on the socket and an eventfd.</summary>
internal sealed unsafe class LinuxUdpSocket : UdpSocket
{
    /// <summary>How long a send waits for room in the socket's buffer before the rest of its batch is lost.</summary>
    private const long SendPatienceNanoseconds = 1_000_000;

    private readonly int _socket;
    private readonly SafeFileHandle _event;
    private readonly MessageVector _receive;
    private readonly MessageVector _send;
    private bool _sendsInRuns;

    public LinuxUdpSocket(Socket socket)
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
        _receive = new(Received, ipv4);
        _send = new(Outgoing, ipv4);
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

    public override void Wait(TimeSpan timeout)
    {
        var fds = stackalloc Libc.PollFd[2];
        fds[0] = new() { Fd = _socket, Events = Libc.PollIn };
        fds[1] = new() { Fd = (int)_event.DangerousGetHandle(), Events = Libc.PollIn };
        var ticks = Math.Max(timeout.Ticks, 0);
        var time = new Libc.TimeSpec
        {
            Seconds = ticks / TimeSpan.TicksPerSecond,
            Nanoseconds = ticks % TimeSpan.TicksPerSecond * 100,
        };
        if (Libc.Poll(fds, 2, &time, null) > 0 && fds[1].Returned != 0)
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
        var waited = false;
        while (sent < messages)
        {
            var count = Libc.SendMessages(_socket, _send.Headers + sent, (uint)(messages - sent), Libc.MsgDontWait);
            if (count > 0)
            {
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
                // Too large for this path: this batch goes one by one. For any other reason the device or the kernel cannot do it.
                _sendsInRuns &= error == Libc.MessageTooLong;
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
