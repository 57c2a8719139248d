using System.CommandLine;

namespace Visio.Server.CommandLine;

/// <summary><c>visio audit</c>.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var arguments = new DataArguments();
        var command = new Command("audit", "The audit log.");
        arguments.AddTo(command);
        return command;
    }
}
