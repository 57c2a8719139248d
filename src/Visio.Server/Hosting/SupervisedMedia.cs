using System.Net.Sockets;
using System.Runtime.InteropServices;
using Visio.Server.CommandLine;
using Visio.Server.Media.Child;
using Visio.Server.Settings;

namespace Visio.Server.Hosting;

/// <summary>Runs the media process of <c>visio serve</c>.</summary>
internal static class SupervisedMedia
{
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(VisioSettings settings, TextWriter error, CancellationToken cancellationToken)
    {
        // Ctrl+C reaches both processes: the web side says when this one stops, so that people are told over it.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        var place = new ChildPlace(settings.DataFolder);
        using var held = await LockAsync(place, cancellationToken);
        if (held is null)
        {
            await error.WriteLineAsync("Cannot start: there is a media process of this data folder.");
            return ExitCode.Failed;
        }

        place.WritePid(Environment.ProcessId);
        await using var app = MediaHost.BuildSupervised(settings, place);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or SocketException or UnauthorizedAccessException or InvalidOperationException)
        {
            await error.WriteLineAsync($"Cannot start: {refused.Message}");
            return ExitCode.Failed;
        }

        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Done;
    }

    /// <summary>Whoever looks whether there is a media process has the lock for a moment.</summary>
    private static async Task<FileStream?> LockAsync(ChildPlace place, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            if (place.TryLockMedia() is { } held)
            {
                return held;
            }

            await Task.Delay(50, cancellationToken);
        }

        return null;
    }
}
