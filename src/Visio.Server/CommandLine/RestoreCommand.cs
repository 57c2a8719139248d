using System.CommandLine;

namespace Visio.Server.CommandLine;

/// <summary><c>visio restore</c>.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var arguments = new DataArguments();
        var command = new Command("restore", "Fill an empty server from a backup.");
        arguments.AddTo(command);
        return command;
    }
}
