using System.Globalization;
using System.Runtime.InteropServices;

namespace Visio.Server.Media.Child;

/// <summary>Has the threads of the media loops run before others, where this user may do that (CAP_SYS_NICE, or <c>LimitNICE</c> in a unit of systemd).</summary>
internal static class MediaPriority
{
    private const int OfThread = 0;
    private const int Nicer = -10;

    public static void Raise()
    {
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (IsMedia(thread) && int.TryParse(Path.GetFileName(thread.AsSpan()), CultureInfo.InvariantCulture, out var id))
            {
                _ = SetPriority(OfThread, id, Nicer);
            }
        }
    }

    private static bool IsMedia(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).Contains("media", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

#pragma warning disable SYSLIB1054 // The generated kind needs unsafe code, which this project does without.
    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int id, int priority);
#pragma warning restore SYSLIB1054
}
