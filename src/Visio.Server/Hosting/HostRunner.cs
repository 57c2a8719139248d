using System.Data.Common;
using System.Net.Sockets;
using Visio.Server.Accounts;
using Visio.Server.CommandLine;
using Visio.Server.Settings;

namespace Visio.Server.Hosting;

/// <summary>Runs a host until it is told to stop.</summary>
internal static class HostRunner
{
    /// <summary>Says on <paramref name="output"/> where it listens, one line for each address, once it does.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(WebApplication app, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or SocketException or UnauthorizedAccessException or InvalidOperationException or DbException)
        {
            await error.WriteLineAsync($"Cannot start: {refused.Message}");
            await error.WriteLineAsync("'visio doctor' says what to fix.");
            return ExitCode.Failed;
        }

        foreach (var url in app.Urls)
        {
            await output.WriteLineAsync($"listening on {url}");
        }

        if (app.Services.GetRequiredService<VisioSettings>().Dev)
        {
            await output.WriteLineAsync("development mode: everybody who reaches this address can sign in, and the API secret is public");
        }

        await InviteFirstAdministratorAsync(app, output, cancellationToken);
        await output.FlushAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Done;
    }

    /// <summary>Goes to the terminal, never to the log: whoever has the link administers this server.</summary>
    private static async Task InviteFirstAdministratorAsync(WebApplication app, TextWriter output, CancellationToken cancellationToken)
    {
        await using var scope = app.Services.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<FirstAdministrator>() is { } first && await first.NewLinkAsync(cancellationToken) is { } path)
        {
            await output.WriteLineAsync("this server has no administrator; this link makes you one, once, within 24 hours:");
            await output.WriteLineAsync($"  {app.Urls.First()}{path}");
        }
    }
}
