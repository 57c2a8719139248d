using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Loop;

/// <summary>The one socket of a media loop. Everything but <see cref="Wake"/> is called on the loop's thread.</summary>
internal abstract class UdpSocket : DatagramSender, IDisposable
{
    /// <summary>
    /// What is asked of the kernel for each direction. Its default of some 200 KiB holds 90 packets and loses key frames whenever the
    /// process is not scheduled for a moment; the kernel cuts this to what net.core.rmem_max and wmem_max allow.
    /// </summary>
    private const int BufferSize = 8 * 1024 * 1024;
    private const int SendBufferForce = 32;
    private const int ReceiveBufferForce = 33;

    protected UdpSocket(Socket socket)
    {
        Socket = socket;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Where the socket is bound.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>What the last <see cref="Receive"/> brought.</summary>
    public DatagramBatch Received { get; } = new();

    protected Socket Socket { get; }

    /// <summary>Binds a socket and chooses the way to drive it. IPv6Any is bound for both families, or for IPv4 where there is no IPv6.</summary>
    /// <param name="local">Where.</param>
    /// <param name="kind">The bits of <see cref="Paths"/> that datagrams from it get.</param>
    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    public static UdpSocket Open(IPEndPoint local, uint kind = 0)
    {
        local = LocalAddresses.Bindable(local);
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (local.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.ReceiveBufferSize = BufferSize;
            socket.SendBufferSize = BufferSize;
            if (OperatingSystem.IsLinux())
            {
                Force(socket, ReceiveBufferForce);
                Force(socket, SendBufferForce);
            }

            socket.Bind(local);
            return OperatingSystem.IsLinux() && Environment.Is64BitProcess ? new LinuxUdpSocket(socket, kind) : new PortableUdpSocket(socket, kind);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Fills <see cref="Received"/> with what is there, without waiting.</summary>
    /// <returns>The number of datagrams.</returns>
    public abstract int Receive();

    /// <summary>Waits for a datagram here or at another socket of the same kind, for <see cref="Wake"/>, or for the time to pass.</summary>
    public abstract void Wait(TimeSpan timeout, UdpSocket? other = null);

    /// <summary>Whether so much has arrived that waits, or did not find room, that what is handled now is late; false where the system does not tell.</summary>
    public virtual bool IsBehind() => false;

    /// <summary>Ends the present or next <see cref="Wait"/>; from any thread.</summary>
    public abstract void Wake();

    public virtual void Dispose() => Socket.Dispose();

    /// <summary>Goes past the system's limit, where the process may (CAP_NET_ADMIN); where not, the limit stands.</summary>
    private static void Force(Socket socket, int option)
    {
        var size = BufferSize;
        try
        {
            socket.SetRawSocketOption(Libc.SocketLevel, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(ref size)));
        }
        catch (SocketException)
        {
            // Not allowed: the size that the plain option got is what there is.
        }
    }
}
