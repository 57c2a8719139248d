using System.CommandLine;
using Visio.Server.Settings;

namespace Visio.Server.CommandLine;

/// <summary>The arguments that <c>visio serve</c> and <c>visio media</c> have in common.</summary>
internal sealed class HostingArguments
{
    private readonly Option<bool> _dev = new("--dev")
    {
        Description = "Development: key devkey, secret secret, loopback media, sign-in without an identity provider.",
    };

    private readonly Option<bool> _allowRemote = new("--dev-allow-remote")
    {
        Description = "Let --dev listen on an address that others can reach. Anybody there can then sign in.",
    };

    private readonly Option<string?> _urls = new("--urls")
    {
        Description = "Where to listen, as http://address:port; several are separated by semicolons.",
    };

    private readonly Option<string?> _data = new("--data") { Description = "The data folder." };

    private readonly Option<int?> _mediaPort = new("--media-port") { Description = "The media port; 0 lets the system choose. TCP too is then on this number." };

    public void AddTo(Command command)
    {
        command.Options.Add(_dev);
        command.Options.Add(_allowRemote);
        command.Options.Add(_urls);
        command.Options.Add(_data);
        command.Options.Add(_mediaPort);
    }

    public SettingsSource Read(ParseResult parsed) => new()
    {
        Dev = parsed.GetValue(_dev),
        DevAllowRemote = parsed.GetValue(_allowRemote),
        Urls = parsed.GetValue(_urls),
        Data = parsed.GetValue(_data),
        MediaPort = parsed.GetValue(_mediaPort),
    };
}
