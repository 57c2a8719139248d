using System.Net;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Tests.Rooms;

public sealed class RoomPresetTests
{
    [Fact]
    public async Task A_token_opens_a_room_as_its_preset_and_its_own_configuration_say()
    {
        var host = new LiveKitHost(o => o.RoomPresets["small"] = """{"maxParticipants":1,"metadata":"m","empty_timeout":7,"maxPlayoutDelay":500}""");
        await host.InitializeAsync();
        await using var ann = await SignalClient.JoinAsync(host.Address, Token("ann", "small"));

        Assert.Equal((1u, "own", 7u), (ann.Join.Room.MaxParticipants, ann.Join.Room.Metadata, ann.Join.Room.EmptyTimeout));
        Assert.Equal(500u, await host.Server.Rooms.Find("room")!.AskAsync(parts => parts.Room.Settings.MaxPlayoutDelay));
        using var refused = await host.Http.GetAsync(new Uri(
            $"/rtc/v1/validate?access_token={Token("bob", "large")}&join_request={JoinRequests.Plain(JoinRequests.Default())}", UriKind.Relative));
        Assert.Equal((HttpStatusCode.BadRequest, "unknown room configuration"), (refused.StatusCode, await refused.Content.ReadAsStringAsync()));
        await host.DisposeAsync();
    }

    [Fact]
    public void A_preset_that_is_no_room_configuration_is_found_out_at_start() =>
        Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => new LiveKitHost(o => o.RoomPresets["x"] = "{oops"));

    private static string Token(string identity, string preset) => new AccessToken
    {
        Identity = identity,
        RoomPreset = preset,
        RoomConfig = ProtoJson.Camel.Format(new RoomConfiguration { Metadata = "own" }),
        Video = new() { RoomJoin = true, Room = "room" },
    }.Sign(LiveKitHost.Key, LiveKitHost.Secret, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
}
