using System.CommandLine;
using Visio.Server.Hosting;
using Visio.Server.Settings;

namespace Visio.Server.CommandLine;

/// <summary><c>visio media</c>: the LiveKit-compatible server alone, without the product.</summary>
internal static class MediaCommand
{
    public static Command Create()
    {
        var arguments = new HostingArguments();
        var command = new Command("media", "Serve the LiveKit-compatible media server alone.");
        var supervised = new Option<bool>("--supervised") { Hidden = true };
        command.Options.Add(supervised);
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = SettingsLoader.Load(arguments.Read(parsed));
            if (settings.RemoteMedia is not null)
            {
                throw new SettingsException(["LiveKit:Url names another media server, and 'visio media' is one itself: take it out of the settings."]);
            }

            if (parsed.GetValue(supervised))
            {
                return await SupervisedMedia.RunAsync(settings, parsed.InvocationConfiguration.Error, cancellationToken);
            }

            await using var app = MediaHost.Build(settings);
            return await HostRunner.RunAsync(app, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancellationToken);
        });
        return command;
    }
}
