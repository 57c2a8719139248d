using System.Net;

namespace Visio.Server.Tests.Meetings;

[Trait("Media", "any")]
public sealed class MeetingQualityTests
{
    [Fact]
    public async Task A_host_sees_how_everybody_is_connected_as_far_as_the_media_server_says()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();

        using var answer = await meeting.OwnersBrowser.GetAsync($"/api/v1/rooms/{meeting.Slug}/meeting/quality");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var quality = await RunningServer.JsonOf(answer);
        Assert.Equal(!meeting.Control.IsRemote, quality.GetProperty("measured").GetBoolean());
        var people = quality.GetProperty("participants").EnumerateArray().ToArray();
        Assert.Equal([meeting.Owner.Identity, guest.Identity], people.Select(p => p.GetProperty("identity").GetString()));
        var limit = people[1].GetProperty("limitedBy");
        Assert.Equal(meeting.Control.IsRemote ? null : "none", limit.ValueKind == System.Text.Json.JsonValueKind.Null ? null : limit.GetString());
    }

    [Fact]
    public async Task Guests_and_strangers_do_not()
    {
        await using var meeting = await TestMeeting.StartAsync();
        await meeting.EnterAsGuestAsync();
        using var stranger = meeting.Server.NewVisitor();
        using var answer = await stranger.GetAsync($"/api/v1/rooms/{meeting.Slug}/meeting/quality");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
