using System.CommandLine;
using Visio.Server.Hosting;
using Visio.Server.Settings;

namespace Visio.Server.CommandLine;

/// <summary><c>visio serve</c>: web client, product API and media server in one process.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var arguments = new HostingArguments();
        var webRoot = new Option<string?>("--web-root") { Description = "The folder of the built web client." };
        var command = new Command("serve", "Serve the web client, the API and the media server.") { webRoot };
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = SettingsLoader.Load(arguments.Read(parsed) with { WebRoot = parsed.GetValue(webRoot) });
            await using var app = ProductHost.Build(settings);
            return await HostRunner.RunAsync(app, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancellationToken);
        });
        return command;
    }
}
