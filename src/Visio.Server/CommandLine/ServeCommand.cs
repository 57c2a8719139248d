using System.CommandLine;
using Visio.Server.Hosting;
using Visio.Server.Settings;

namespace Visio.Server.CommandLine;

/// <summary><c>visio serve</c>: web client, product API and, in a process of its own, the media server.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var arguments = new HostingArguments();
        var webRoot = new Option<string?>("--web-root") { Description = "The folder of the built web client." };
        var media = new Option<string?>("--media") { Description = "Where media is served: child, a process of its own, or in-process." };
        media.AcceptOnlyFromAmong(MediaSettings.Child, MediaSettings.InProcess);
        var command = new Command("serve", "Serve the web client, the API and the media server.") { webRoot, media };
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = SettingsLoader.Load(arguments.Read(parsed) with { WebRoot = parsed.GetValue(webRoot), Media = parsed.GetValue(media) });
            int code;
            bool isRestart;
            await using (var app = ProductHost.Build(settings))
            {
                using var restart = WebRestart.OnHangUp(app);
                code = await HostRunner.RunAsync(app, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancellationToken);
                isRestart = restart.IsWanted && code == ExitCode.Done;
            }

            return isRestart ? WebRestart.ExecuteAnew() : code;
        });
        return command;
    }
}
