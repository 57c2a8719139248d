using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Visio.Server.Data.Backup;

namespace Visio.Server.CommandLine;

/// <summary><c>visio backup</c>.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var arguments = new DataArguments();
        var file = new Argument<string>("FILE") { Description = "The file to make, as visio-2027-01-31.tar.gz. It holds secrets." };
        var command = new Command("backup", "Write the database, the key ring and the secrets into one file, also while the server runs.") { file };
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = arguments.Read(parsed);
            var path = Path.GetFullPath(parsed.GetRequiredValue(file));
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (settings.PostgresConnection is null && !File.Exists(settings.DatabaseFile))
            {
                await error.WriteLineAsync($"There is no database in {settings.DataFolder}.");
                return ExitCode.Failed;
            }

            try
            {
                var made = await new BackupWriter(TimeProvider.System).WriteAsync(settings, path, cancellationToken);
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}: {made.Rows} rows of version {made.SchemaVersion}, {made.Files} files, {new FileInfo(path).Length} bytes"));
                return ExitCode.Done;
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or DbException)
            {
                await error.WriteLineAsync($"No backup was made: {refused.Message}");
                return ExitCode.Failed;
            }
        });
        return command;
    }
}
