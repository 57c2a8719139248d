using System.CommandLine;

namespace Visio.Server.CommandLine;

/// <summary><c>visio user</c>.</summary>
internal static class UserCommand
{
    public static Command Create()
    {
        var arguments = new DataArguments();
        var command = new Command("user", "Accounts on this server.");
        arguments.AddTo(command);
        return command;
    }
}
