using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Visio.Sfu.Loop;

/// <summary>Makes a TCP socket fit for media. Any thread.</summary>
internal static class TcpTuning
{
    private const int TcpLevel = 6;
    private const int TcpNotSentLowWater = 25;
    private const int NotSent = 64 * 1024;

    /// <summary>
    /// Nothing waits to be sent with something else (Nagle), and the kernel holds little that is unsent (TCP_NOTSENT_LOWAT, tcp(7)), so that
    /// it does not become seconds of delay.
    /// </summary>
    public static void Apply(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            ReadOnlySpan<int> size = [NotSent];
            socket.SetRawSocketOption(TcpLevel, TcpNotSentLowWater, MemoryMarshal.AsBytes(size));
        }
        catch (SocketException)
        {
            // A kernel without it delays more on a slow link; a connection that has gone meanwhile shows it when it is read.
        }
    }
}
