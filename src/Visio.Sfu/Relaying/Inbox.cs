using System.Collections.Concurrent;
using Visio.Rtc.Time;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Relaying;

/// <summary>What a core is asked to do by the control side and by other loops: from any thread. It is carried out in order, on the core's own.</summary>
/// <param name="wake">Ends the wait of the core's thread; from any thread.</param>
internal sealed class Inbox(Action wake)
{
    private readonly ConcurrentQueue<Action<MediaCore, Instant>> _commands = new();
    private int _wakePending;

    public bool IsEmpty => _commands.IsEmpty;

    public void Post(Action<MediaCore, Instant> command)
    {
        _commands.Enqueue(command);
        Wake();
    }

    /// <summary>Has the core look for what is new, once for all that comes before it does.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _wakePending, 1) == 0)
        {
            wake();
        }
    }

    /// <summary>On the core's thread: what is looked for afterwards is seen, or wakes again.</summary>
    public void Take(MediaCore core, Instant now, int most)
    {
        _ = Interlocked.Exchange(ref _wakePending, 0);
        for (var i = 0; i < most && _commands.TryDequeue(out var command); i++)
        {
            command(core, now);
        }
    }
}
