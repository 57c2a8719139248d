using System.CommandLine;

namespace Visio.Server.CommandLine;

/// <summary><c>visio user</c>: accounts, while the server runs or not. People are named by e-mail address or account id.</summary>
internal static class UserCommand
{
    /// <param name="input">Where <c>visio user password</c> reads from.</param>
    public static Command Create(TextReader input)
    {
        var arguments = new DataArguments();
        var command = new Command("user", "Accounts on this server. A running server follows within seconds.");
        foreach (var part in UserListCommands.All(arguments)
            .Concat(UserRightsCommands.All(arguments, input))
            .Concat(UserDataCommands.All(arguments)))
        {
            command.Subcommands.Add(part);
        }

        arguments.AddTo(command);
        return command;
    }
}
