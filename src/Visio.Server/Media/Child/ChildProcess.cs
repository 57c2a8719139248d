using System.Diagnostics;
using System.Globalization;
using Visio.Server.Settings;

namespace Visio.Server.Media.Child;

/// <summary>The media process as its parent starts, finds and ends it.</summary>
internal sealed class ChildProcess(VisioSettings settings, ChildPlace place) : IDisposable
{
    /// <summary>
    /// glibc otherwise keeps freed memory apart for each thread, and takes it in small pages (for what is managed, Visio.Sfu asks for large ones itself).
    /// What whoever starts the server has set counts more.
    /// </summary>
    private static readonly (string Name, string Value)[] Tuning =
        [("MALLOC_ARENA_MAX", "2"), ("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1")];

    private Process? _started;

    /// <summary>Whether there is one, started by us or by an earlier web side.</summary>
    public bool IsThere => _started is { } own ? !own.HasExited : place.HasMedia();

    /// <summary>Starts it; what it writes goes where what we write goes.</summary>
    public void Start()
    {
        _started?.Dispose();
        var start = new ProcessStartInfo(settings.MediaCommand[0], settings.MediaCommand.Skip(1)) { UseShellExecute = false };
        foreach (var (name, value) in Tuning)
        {
            start.Environment.TryAdd(name, value);
        }

        _started = Process.Start(start);
    }

    /// <summary>Why it has ended; null while that is not known.</summary>
    public string? Ending => _started is { HasExited: true } own ? $"it ended with {own.ExitCode.ToString(CultureInfo.InvariantCulture)}" : null;

    /// <summary>Waits until it has ended.</summary>
    /// <returns>False where it has not within <paramref name="patience"/>.</returns>
    public async Task<bool> HasEndedAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (IsThere)
        {
            if (Stopwatch.GetElapsedTime(started) > patience)
            {
                return false;
            }

            await Task.Delay(20, cancellationToken);
        }

        return true;
    }

    /// <summary>Ends one that does not do what it is told.</summary>
    public void End()
    {
        if (_started is { HasExited: false } own)
        {
            own.Kill();
        }
        else if (_started is null && place.ReadPid() is { } pid && IsOurs(pid))
        {
            using var other = Process.GetProcessById(pid);
            other.Kill();
        }
    }

    public void Dispose() => _started?.Dispose();

    /// <summary>Whether a process id still is what it was when it was noted.</summary>
    private static bool IsOurs(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/cmdline").Contains("--supervised", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
