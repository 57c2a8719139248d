using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Visio.Sfu.Loop;

/// <summary>The system calls of the media loop, with the structures of 64-bit Linux (the same for glibc and musl on x64 and arm64).</summary>
/// <remarks>
/// Plain calls, never <c>SuppressGCTransition</c>: a thread inside such a call cannot be suspended, so a batch of sends would
/// lengthen every garbage collection of the process.
/// </remarks>
internal static unsafe partial class Libc
{
    public const int MsgDontWait = 0x40;
    public const int MsgTruncated = 0x20;
    public const int AddressFamilyIPv4 = 2;
    public const int AddressFamilyIPv6 = 10;
    public const int InterruptedCall = 4;
    public const int TryAgain = 11;
    public const int MessageTooLong = 90;
    public const short PollIn = 1;
    public const short PollOut = 4;
    public const int ThreadCpuClock = 3;

    /// <summary>Level of the UDP options, and of <see cref="UdpSegment"/> as ancillary data.</summary>
    public const int UdpLevel = 17;

    /// <summary>UDP_SEGMENT (udp(7), since Linux 4.18): the kernel cuts one message into datagrams of this size.</summary>
    public const int UdpSegment = 103;

    /// <summary>Level of <see cref="IPv4PacketInfo"/>, as an option and as ancillary data (ip(7)).</summary>
    public const int IPv4Level = 0;

    /// <summary>IP_PKTINFO: which of our addresses a datagram came to, or leaves from.</summary>
    public const int IPv4PacketInfo = 8;

    /// <summary>Level of the IPv6 options and of <see cref="IPv6PacketInfo"/> (ipv6(7)).</summary>
    public const int IPv6Level = 41;

    /// <summary>IPV6_RECVPKTINFO (RFC 3542 §6.2): asks for <see cref="IPv6PacketInfo"/> with every datagram.</summary>
    public const int IPv6ReceivePacketInfo = 49;

    /// <summary>IPV6_PKTINFO (RFC 3542 §6): the same as <see cref="IPv4PacketInfo"/>; of a dual-stack socket also for IPv4, mapped.</summary>
    public const int IPv6PacketInfo = 50;

    public const int SocketLevel = 1;

    /// <summary>SO_MEMINFO (since Linux 4.12): numbers of 32 bits about a socket's memory, at these places (linux/sock_diag.h).</summary>
    public const int MemoryInfo = 55;
    public const int MemoryInfoLength = 9;
    public const int MemoryReceived = 0;
    public const int MemoryReceiveBuffer = 1;
    public const int MemoryDrops = 8;

    /// <summary>SCHED_OTHER with SCHED_RESET_ON_FORK (sched(7)): threads that this one starts, such as those of the pool, are not preferred too.</summary>
    private const int PlainWithoutHeirs = 0x40000000;
    private const int OneThread = 0;
    private const int CpuWords = 16;
    private const int HugePageAdvice = 14;
    private const int EventNonBlocking = 0x800;
    private const int EventCloseOnExec = 0x80000;

    /// <summary>Has malloc give back what is free; without effect where the C library is not glibc.</summary>
    public static void ReturnFreeMemory()
    {
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
        }
    }

    /// <summary>Asks for transparent huge pages in a range of addresses, now and for what is mapped of it later (madvise(2), MADV_HUGEPAGE).</summary>
    public static void PreferHugePages(nuint start, nuint length) => _ = Advise(start, length, HugePageAdvice);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint keep);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint start, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int ReceiveMessages(int fd, MessageHeaderWithLength* messages, uint count, int flags, TimeSpec* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int SendMessages(int fd, MessageHeaderWithLength* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Poll(PollFd* fds, nuint count, TimeSpec* timeout, void* signalMask);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle fd, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle fd, void* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, TimeSpec* time);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int thread, int nice);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, int* priority);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint size, ulong* mask);

    /// <summary>Gives the calling thread another nice value (setpriority(2): on Linux it is the thread's own).</summary>
    public static void PreferThread(int nice)
    {
        var priority = 0;
        if (SetScheduler(0, PlainWithoutHeirs, &priority) == 0)
        {
            _ = SetPriority(OneThread, 0, nice);
        }
    }

    /// <summary>Keeps the calling thread on the processor with this place among those it may use.</summary>
    public static void PinThread(int index)
    {
        var mask = stackalloc ulong[CpuWords];
        if (GetAffinity(0, CpuWords * sizeof(ulong), mask) != 0)
        {
            return;
        }

        var allowed = 0;
        for (var i = 0; i < CpuWords; i++)
        {
            allowed += System.Numerics.BitOperations.PopCount(mask[i]);
        }

        var left = index % allowed;
        for (var cpu = 0; cpu < CpuWords * 64; cpu++)
        {
            if ((mask[cpu / 64] >> (cpu % 64) & 1) != 0 && left-- == 0)
            {
                new Span<ulong>(mask, CpuWords).Clear();
                mask[cpu / 64] = 1UL << (cpu % 64);
                _ = SetAffinity(0, CpuWords * sizeof(ulong), mask);
                return;
            }
        }
    }

    /// <summary>Opens a counter that wakes a poll.</summary>
    public static int OpenEvent() => EventFd(0, EventNonBlocking | EventCloseOnExec);

    /// <summary>CPU time of the calling thread, in ticks of 100 ns.</summary>
    public static long ThreadCpuTicks()
    {
        TimeSpec time;
        return ClockGetTime(ThreadCpuClock, &time) == 0 ? (time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / 100) : 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeaderWithLength
    {
        public byte* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
        private readonly int _padding;
        public uint Length;
        private readonly uint _padding2;
    }

    /// <summary>The head of one piece of ancillary data (<c>cmsghdr</c>); pieces begin at multiples of 8 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
