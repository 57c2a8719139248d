using System.CommandLine;

namespace Visio.Server.CommandLine;

/// <summary><c>visio backup</c>.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var arguments = new DataArguments();
        var command = new Command("backup", "Write everything into one file.");
        arguments.AddTo(command);
        return command;
    }
}
