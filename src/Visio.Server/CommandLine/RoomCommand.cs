using System.CommandLine;

namespace Visio.Server.CommandLine;

/// <summary><c>visio room</c>.</summary>
internal static class RoomCommand
{
    public static Command Create()
    {
        var arguments = new DataArguments();
        var command = new Command("room", "Rooms on this server.");
        arguments.AddTo(command);
        return command;
    }
}
