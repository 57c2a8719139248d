using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Visio.Sfu.Loop;

/// <summary>Hands a connection over to another process through a Unix socket (SCM_RIGHTS, unix(7)). Any thread.</summary>
public static unsafe partial class SocketPassing
{
    private const int Rights = 1;
    private const int DescriptorSize = sizeof(int);
    private const int MessageNoSignal = 0x4000;
    private const int MessageCloseOnExec = 0x40000000;
    private const int PollerDelete = 2;

    // A piece of ancillary data with one descriptor, and what fills it up to a multiple of 8.
    private static readonly int PieceLength = sizeof(Libc.ControlHeader) + DescriptorSize;
    private static readonly int PieceSpace = (PieceLength + 7) & ~7;

    /// <summary>Sends a byte, and a socket with it. The caller still has to close its own.</summary>
    /// <param name="over">A connected Unix socket.</param>
    /// <param name="kind">The byte.</param>
    /// <param name="passed">The socket; nothing may wait on it any more.</param>
    /// <exception cref="SocketException">The other process did not take it.</exception>
    public static void Send(Socket over, byte kind, Socket passed)
    {
        ForgetPolling(passed);
        var control = stackalloc byte[PieceSpace];
        new Span<byte>(control, PieceSpace).Clear();
        *(Libc.ControlHeader*)control = new() { Length = (nuint)PieceLength, Level = Libc.SocketLevel, Type = Rights };
        *(int*)(control + sizeof(Libc.ControlHeader)) = (int)passed.SafeHandle.DangerousGetHandle();
        var vector = new Libc.IoVector { Base = &kind, Length = 1 };
        var message = new Libc.MessageHeaderWithLength { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = (nuint)PieceSpace };
        if (SendMessage((int)over.SafeHandle.DangerousGetHandle(), &message, MessageNoSignal) != 1)
        {
            throw new SocketException((int)SocketError.ConnectionAborted);
        }
    }

    /// <summary>Takes a byte that has arrived, and the socket that came with it.</summary>
    /// <param name="over">A connected Unix socket.</param>
    /// <param name="kind">The byte; 0 where none came.</param>
    /// <returns>Null where no socket came.</returns>
    public static Socket? Receive(Socket over, out byte kind)
    {
        var control = stackalloc byte[PieceSpace];
        byte first = 0;
        var vector = new Libc.IoVector { Base = &first, Length = 1 };
        var message = new Libc.MessageHeaderWithLength { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = (nuint)PieceSpace };
        var taken = ReceiveMessage((int)over.SafeHandle.DangerousGetHandle(), &message, Libc.MsgDontWait | MessageCloseOnExec);
        kind = taken == 1 ? first : (byte)0;
        var head = (Libc.ControlHeader*)control;
        return taken == 1 && message.ControlLength >= (nuint)PieceLength && head->Level == Libc.SocketLevel && head->Type == Rights
            ? new Socket(new SafeSocketHandle(*(int*)(control + sizeof(Libc.ControlHeader)), ownsHandle: true))
            : null;
    }

    /// <summary>
    /// .NET's pollers forget a socket when its last descriptor is closed. Of one that lives on in another process they would be woken for every packet.
    /// </summary>
    private static void ForgetPolling(Socket socket)
    {
        foreach (var entry in Directory.EnumerateFiles("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(entry.AsSpan()), out var fd) && IsPoller(entry))
            {
                _ = ControlPoller(fd, PollerDelete, (int)socket.SafeHandle.DangerousGetHandle(), null);
            }
        }
    }

    private static bool IsPoller(string entry)
    {
        try
        {
            return File.ResolveLinkTarget(entry, returnFinalTarget: false)?.Name == "anon_inode:[eventpoll]";
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int fd, Libc.MessageHeaderWithLength* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(int fd, Libc.MessageHeaderWithLength* message, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int ControlPoller(int poller, int operation, int fd, void* change);
}
