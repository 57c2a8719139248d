using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Data.Backup;

namespace Visio.Server.CommandLine;

/// <summary><c>visio restore</c>.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var arguments = new DataArguments();
        var file = new Argument<string>("FILE") { Description = "What 'visio backup' has made, on either database, with this or an older version." };
        var command = new Command("restore", "Fill an empty server, which is not running, from a backup.") { file };
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = arguments.Read(parsed);
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var restored = await new BackupReader(SchemaUpgrades.All, TimeProvider.System).RestoreAsync(settings, parsed.GetRequiredValue(file), cancellationToken);
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"restored {restored.Rows} rows of version {restored.SchemaVersion} and {restored.Files} files"));
            }
            catch (Exception refused) when (refused is BackupException or IOException or UnauthorizedAccessException or DbException)
            {
                await error.WriteLineAsync($"Nothing was restored: {refused.Message}");
                return ExitCode.Failed;
            }

            return await OperatorServices.RunAsync(
                settings,
                async services =>
                {
                    // The chain goes on in another place: whoever reads it later should know.
                    var db = services.GetRequiredService<VisioDb>();
                    db.Record(new(AuditActor.Operator, null, "server.restore"));
                    await db.SaveChangesAsync(cancellationToken);
                    var verdict = await services.GetRequiredService<AuditLog>().VerifyAsync(cancellationToken);
                    return await AuditCommand.TellAsync(verdict, output, error);
                },
                cancellationToken);
        });
        return command;
    }
}
