using System.Runtime.InteropServices;

namespace Visio.Bench.Clients;

/// <summary>Says which of many sockets have something to read (epoll(7)).</summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    private const int Add = 1;
    private const int Delete = 2;
    private const uint Readable = 1;
    private const int Capacity = 256;
    private readonly int _fd = Create(0x80000);
    private readonly Event* _events = (Event*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(Event));

    public void Watch(int fd, int number)
    {
        var e = new Event { Events = Readable, Data = (ulong)number };
        if (Control(_fd, Add, fd, &e) != 0)
        {
            throw new InvalidOperationException($"epoll_ctl: {Marshal.GetLastPInvokeError()}");
        }
    }

    public void Forget(int fd)
    {
        Event e;
        _ = Control(_fd, Delete, fd, &e);
    }

    /// <summary>Looks without waiting.</summary>
    /// <returns>How many of <paramref name="numbers"/> were written.</returns>
    public int Poll(Span<int> numbers)
    {
        var count = Math.Max(Wait(_fd, _events, Math.Min(Capacity, numbers.Length), 0), 0);
        for (var i = 0; i < count; i++)
        {
            numbers[i] = (int)_events[i].Data;
        }

        return count;
    }

    public void Dispose()
    {
        _ = Close(_fd);
        NativeMemory.Free(_events);
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int fd, Event* e);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int Wait(int epoll, Event* events, int capacity, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);

    /// <summary><c>epoll_event</c>, which is packed on x64 and on arm64 aligned.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Event
    {
        public uint Events;
        public ulong Data;
    }
}
