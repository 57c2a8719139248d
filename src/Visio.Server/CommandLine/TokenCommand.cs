using System.CommandLine;
using Visio.LiveKit.Tokens;
using Visio.Server.Settings;

namespace Visio.Server.CommandLine;

/// <summary><c>visio token</c>: prints a LiveKit access token signed with this server's key.</summary>
internal static class TokenCommand
{
    public static Command Create()
    {
        var room = new Option<string>("--room") { Description = "The room that the token is for.", Required = true };
        var identity = new Option<string>("--identity") { Description = "Who its holder is in the room.", Required = true };
        var name = new Option<string?>("--name") { Description = "The display name; the identity where it is missing." };
        var admin = new Option<bool>("--admin") { Description = "May moderate the room." };
        var create = new Option<bool>("--create") { Description = "May create and delete rooms." };
        var list = new Option<bool>("--list") { Description = "May list rooms." };
        var validFor = new Option<TimeSpan>("--valid-for")
        {
            Description = "How long it is valid, as hh:mm:ss.",
            DefaultValueFactory = _ => TimeSpan.FromHours(6),
        };
        var dev = new Option<bool>("--dev") { Description = "Sign with devkey and secret, the key of 'visio serve --dev'." };
        var data = new Option<string?>("--data") { Description = "The data folder whose key signs." };
        validFor.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && TimeSpan.TryParse(result.Tokens[0].Value, out var value) && value <= TimeSpan.Zero)
            {
                result.AddError("--valid-for must be longer than nothing.");
            }
        });

        var command = new Command("token", "Print a LiveKit access token.") { room, identity, name, admin, create, list, validFor, dev, data };
        command.SetAction(parsed =>
        {
            var settings = SettingsLoader.Load(new SettingsSource { Dev = parsed.GetValue(dev), Data = parsed.GetValue(data) });
            var token = new AccessToken
            {
                Identity = parsed.GetRequiredValue(identity),
                Name = parsed.GetValue(name) ?? parsed.GetRequiredValue(identity),
                Video = new VideoGrant
                {
                    Room = parsed.GetRequiredValue(room),
                    RoomJoin = true,
                    RoomAdmin = parsed.GetValue(admin),
                    RoomCreate = parsed.GetValue(create),
                    RoomList = parsed.GetValue(list),
                },
            };
            parsed.InvocationConfiguration.Output.WriteLine(
                token.Sign(settings.ApiKey, settings.ApiSecret, TimeProvider.System.GetUtcNow(), parsed.GetValue(validFor)));
            return ExitCode.Done;
        });
        return command;
    }
}
