using System.Globalization;
using Visio.Server.Media.Child;
using Visio.Server.Settings;

namespace Visio.Server.Doctor;

/// <summary>Whether there is a media process, and whether it answers.</summary>
internal static class MediaProcessChecks
{
    private const string Name = "media process";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Finding>> RunAsync(VisioSettings settings, CancellationToken cancellationToken)
    {
        if (!settings.MediaInChild)
        {
            return [];
        }

        // Looking must not make what belongs to the user who serves.
        if (!ChildPlace.Exists(settings.DataFolder) || new ChildPlace(settings.DataFolder) is not { } place || !place.HasMedia())
        {
            return [new(Name, "does not run: 'visio serve' starts it")];
        }

        using var link = new ChildLink(place);
        return await link.StateAsync(Patience, cancellationToken) is { } state
            ? [new(Name, string.Create(CultureInfo.InvariantCulture, $"{state.Pid} answers"))]
            : [new(Name, "does not answer", "Restart 'visio serve': it ends a media process that does not answer, and starts another.")];
    }
}
