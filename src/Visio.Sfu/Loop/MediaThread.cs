namespace Visio.Sfu.Loop;

/// <summary>What a loop's thread asks of the system for itself. What is not allowed is left.</summary>
internal static class MediaThread
{
    /// <summary>Ahead of threads of the web side, which have 0.</summary>
    private const int Nice = -10;

    /// <summary>Has the calling thread go first where the process may (CAP_SYS_NICE), but none of the threads that it starts.</summary>
    public static void Prefer()
    {
        if (OperatingSystem.IsLinux())
        {
            Libc.PreferThread(Nice);
        }
    }

    /// <summary>Keeps the calling thread on one of the processors that the process may use.</summary>
    /// <param name="index">Counted over those, from 0 on; begins anew after the last.</param>
    public static void Pin(int index)
    {
        if (OperatingSystem.IsLinux())
        {
            Libc.PinThread(index);
        }
    }
}
