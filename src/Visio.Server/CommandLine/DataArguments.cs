using System.CommandLine;
using Visio.Server.Settings;

namespace Visio.Server.CommandLine;

/// <summary>The arguments of commands that work on the data of a server.</summary>
internal sealed class DataArguments
{
    private readonly Option<string?> _data = new("--data") { Description = "The data folder.", Recursive = true };

    private readonly Option<bool> _dev = new("--dev") { Description = "The data of a server that runs with --dev.", Recursive = true };

    public void AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_dev);
    }

    public VisioSettings Read(ParseResult parsed) =>
        SettingsLoader.Load(new SettingsSource { Data = parsed.GetValue(_data), Dev = parsed.GetValue(_dev) });
}
