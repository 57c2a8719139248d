using System.CommandLine;
using System.Data.Common;
using Visio.Server.Settings;

namespace Visio.Server.CommandLine;

/// <summary>The <c>visio</c> command: parses, runs one subcommand, answers with an <see cref="ExitCode"/>.</summary>
internal static class VisioCommandLine
{
    /// <param name="args">What was typed.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where problems go.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <param name="input">Where commands read from; the console's own where it is missing.</param>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default, TextReader? input = null)
    {
        var root = new RootCommand("Visio: video meetings on your own machine.")
        {
            ServeCommand.Create(),
            MediaCommand.Create(),
            DoctorCommand.Create(),
            TokenCommand.Create(),
            UserCommand.Create(input ?? Console.In),
            RoomCommand.Create(),
            AppCommand.Create(),
            AuditCommand.Create(),
            BackupCommand.Create(),
            RestoreCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0 || args.Length == 0)
        {
            foreach (var problem in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
            {
                await error.WriteLineAsync(problem);
            }

            await error.WriteLineAsync("Run 'visio --help', or 'visio COMMAND --help', for what can be said.");
            return ExitCode.WrongUsage;
        }

        try
        {
            // Signals belong to the host, which drains; the library's own handling would end the process after two seconds.
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancellationToken);
        }
        catch (SettingsException refused)
        {
            await error.WriteLineAsync("These settings cannot be used:");
            foreach (var problem in refused.Problems)
            {
                await error.WriteLineAsync("  - " + problem);
            }

            return ExitCode.WrongUsage;
        }
        catch (DbException refused)
        {
            await error.WriteLineAsync($"The database cannot be used: {refused.Message}");
            await error.WriteLineAsync("'visio doctor' says what to fix.");
            return ExitCode.Failed;
        }
    }
}
