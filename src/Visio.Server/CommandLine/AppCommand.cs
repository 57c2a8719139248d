using System.CommandLine;

namespace Visio.Server.CommandLine;

/// <summary><c>visio app</c>.</summary>
internal static class AppCommand
{
    public static Command Create()
    {
        var arguments = new DataArguments();
        var command = new Command("app", "Applications that may use the API.");
        arguments.AddTo(command);
        return command;
    }
}
