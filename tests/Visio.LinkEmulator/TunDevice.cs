using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Visio.LinkEmulator;

/// <summary>
/// One end of a link: a network interface whose packets this process reads and writes. The kernel hands them over whole, with their
/// checksums and not longer than the interface's MTU, as it would to a cable.
/// </summary>
internal sealed partial class TunDevice : IDisposable
{
    // linux/if_tun.h
    private const int Tun = 0x0001;
    private const int NoPacketInfo = 0x1000;
    private const uint SetInterface = 0x400454CA;
    private const int ReadWrite = 2;
    private const int NonBlocking = 0x800;
    private const int NameSize = 16;

    /// <summary>Makes the interface, in the network namespace of this process; it may be moved to another.</summary>
    public TunDevice(string name)
    {
        Descriptor = Open("/dev/net/tun", ReadWrite | NonBlocking);
        if (Descriptor < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "/dev/net/tun cannot be opened");
        }

        // struct ifreq: the name, then the flags.
        Span<byte> request = stackalloc byte[40];
        request.Clear();
        Encoding.ASCII.GetBytes(name, request[..(NameSize - 1)]);
        MemoryMarshal.Write(request[NameSize..], (short)(Tun | NoPacketInfo));
        if (Control(Descriptor, SetInterface, ref MemoryMarshal.GetReference(request)) < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"the interface {name} cannot be made");
        }
    }

    public int Descriptor { get; }

    /// <summary>The next packet that leaves by the interface; false when there is none, or the interface is down.</summary>
    public bool TryRead(Span<byte> buffer, out int length)
    {
        length = (int)Read(Descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length);
        return length > 0;
    }

    /// <summary>Lets a packet arrive by the interface. One that is down takes none.</summary>
    public void Write(ReadOnlySpan<byte> packet) => _ = Write(Descriptor, ref MemoryMarshal.GetReference(packet), packet.Length);

    public void Dispose() => _ = Close(Descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, nuint request, ref byte argument);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, ref byte buffer, nint size);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, ref byte buffer, nint size);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
