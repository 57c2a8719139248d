using System.Collections;
using System.Runtime.InteropServices;
using Visio.Server.CommandLine;
using Visio.Server.Media.Child;

namespace Visio.Server.Hosting;

/// <summary>
/// <c>kill -HUP</c>: the web side ends and begins anew, under the same process id, while the media process goes on. Without a media process the
/// signal does what it does everywhere.
/// </summary>
internal sealed class WebRestart : IDisposable
{
    private readonly PosixSignalRegistration? _signal;

    private WebRestart(WebApplication app)
    {
        if (app.Services.GetService<ChildSupervisor>() is { } supervisor)
        {
            _signal = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
            {
                context.Cancel = true;
                IsWanted = true;
                supervisor.Leave();
                app.Lifetime.StopApplication();
            });
        }
    }

    /// <summary>Whether the signal has come.</summary>
    public bool IsWanted { get; private set; }

    public static WebRestart OnHangUp(WebApplication app) => new(app);

    /// <summary>Puts the same program, with the same arguments, in the place of this process.</summary>
    /// <returns>Only where that failed.</returns>
    public static int ExecuteAnew()
    {
        string?[] arguments = [.. File.ReadAllText("/proc/self/cmdline").TrimEnd('\0').Split('\0'), null];
        string?[] environment = [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(e => $"{e.Key}={e.Value}"), null];
        _ = Execute(Environment.ProcessPath!, arguments, environment);
        return ExitCode.Failed;
    }

    public void Dispose() => _signal?.Dispose();

#pragma warning disable SYSLIB1054, CA2101 // The generated kind needs unsafe code, which this project does without; strings are UTF-8 on Linux.
    [DllImport("libc", EntryPoint = "execve")]
    private static extern int Execute(string path, string?[] arguments, string?[] environment);
#pragma warning restore SYSLIB1054, CA2101
}
