using System.Diagnostics;

namespace Visio.Server.Tests.Data.Crash;

/// <summary>The program as people run it, in a process of its own that can be killed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Listening = "listening on ";
    private readonly Process _process;

    private ServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ServerProcess> StartAsync(TemporaryFolder data)
    {
        var process = Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "visio.dll"), "serve", "--dev", "--urls", "http://127.0.0.1:0", "--media-port", "0", "--data", data.Path])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment =
            {
                ["VISIO__RateLimits__RoomsPerSessionPerMinute"] = "100000",
                ["VISIO__RateLimits__ActionsPerSessionPerMinute"] = "100000",
                ["VISIO__Logging__LogLevel__Default"] = "None",
            },
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                // What follows must not fill the pipe.
                _ = process.StandardOutput.ReadToEndAsync();
                return new ServerProcess(process, new Uri(line[Listening.Length..]));
            }
        }

        throw new InvalidOperationException("The server does not start.");
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
