using System.Diagnostics;
using System.Globalization;
using Visio.LiveKit;
using Visio.Server.Media;
using Visio.Server.Settings;

namespace Visio.Server.Doctor;

/// <summary>Whether a media server elsewhere can be used.</summary>
internal static class MediaServerChecks
{
    private const string Name = "media server";

    public static async Task<IReadOnlyList<Finding>> RunAsync(VisioSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        if (settings.RemoteMedia is not { } api)
        {
            return [];
        }

        using var remote = RemoteMedia.Connect(settings, time);
        var started = Stopwatch.GetTimestamp();
        try
        {
            await remote.CheckAsync(cancellationToken);
            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            return
            [
                new(Name, string.Create(CultureInfo.InvariantCulture, $"{RemoteMedia.AddressOf(api)} takes the key, and answered in {took:0} ms")),
                new("its webhooks", $"must go to {RemoteMedia.WebhookPath} of this server, signed with the same key; that cannot be seen from here"),
            ];
        }
        catch (LiveKitUnavailableException failed)
        {
            return [new(Name, $"{api}: {failed.Message}", "Correct LiveKit:Url, LiveKit:ApiKey and LiveKit:ApiSecret, and let this machine reach it.")];
        }
    }
}
