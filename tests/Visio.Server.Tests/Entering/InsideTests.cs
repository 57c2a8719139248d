using System.Net;
using System.Text.Json;
using Visio.Server.Tests.Meetings;

namespace Visio.Server.Tests.Entering;

public sealed class InsideTests
{
    [Fact]
    public async Task Whoever_may_walk_in_sees_who_is_there_and_the_others_how_many()
    {
        await using var meeting = await TestMeeting.StartAsync();
        await meeting.EnterAsGuestAsync("Gus");
        using var stranger = meeting.Server.NewVisitor();
        using var named = await LookAsync(meeting, stranger);
        Assert.Equal(2, named.RootElement.GetProperty("count").GetInt32());
        Assert.Equal(["Olga False", "Gus True"], People(named));

        using (await meeting.PatchRoomAsync(new { access = "trusted" }))
        {
            using var counted = await LookAsync(meeting, stranger);
            Assert.Equal(2, counted.RootElement.GetProperty("count").GetInt32());
            Assert.Empty(People(counted));
            using var user = await meeting.Server.NewSignedInVisitorAsync("Uma");
            using var trusted = await LookAsync(meeting, user);
            Assert.Equal(2, People(trusted).Count);
        }

        using (await meeting.PatchRoomAsync(new { locked = true }))
        {
            using var user = await meeting.Server.NewSignedInVisitorAsync("Uma");
            using var locked = await LookAsync(meeting, user);
            Assert.Empty(People(locked));
            using var host = await LookAsync(meeting, meeting.OwnersBrowser);
            Assert.Equal(2, People(host).Count);
        }
    }

    [Fact]
    public async Task Where_everybody_waits_only_those_who_were_admitted_see_names()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync("Gus");
        using var closed = await meeting.PatchRoomAsync(new { lobby = "everyone" });
        using var stranger = meeting.Server.NewVisitor();
        using var counted = await LookAsync(meeting, stranger);
        Assert.Empty(People(counted));
        using var admitted = await LookAsync(meeting, guest.Browser);
        Assert.Equal(2, People(admitted).Count);
    }

    [Fact]
    public async Task At_most_twenty_names_are_told()
    {
        await using var meeting = await TestMeeting.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await meeting.EnterAsGuestAsync($"Guest {i}");
        }

        using var stranger = meeting.Server.NewVisitor();
        using var seen = await LookAsync(meeting, stranger);
        Assert.Equal(21, seen.RootElement.GetProperty("count").GetInt32());
        Assert.Equal(20, People(seen).Count);
    }

    [Fact]
    public async Task A_room_that_is_not_there_has_no_inside()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        using var answer = await visitor.GetAsync("/api/v1/rooms/abc-defg-hij/inside");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("room_not_found", await RunningServer.CodeOf(answer));
    }

    private static async Task<JsonDocument> LookAsync(TestMeeting meeting, HttpClient browser) =>
        JsonDocument.Parse(await browser.GetStringAsync($"/api/v1/rooms/{meeting.Slug}/inside"));

    private static List<string> People(JsonDocument inside) =>
        [.. inside.RootElement.GetProperty("people").EnumerateArray().Select(p => $"{p.GetProperty("name").GetString()} {p.GetProperty("guest").GetBoolean()}")];
}
