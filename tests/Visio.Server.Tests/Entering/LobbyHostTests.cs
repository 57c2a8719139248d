using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Visio.Server.Events;
using Visio.Server.Policies;

namespace Visio.Server.Tests.Entering;

public sealed class LobbyHostTests
{
    [Fact]
    public async Task A_host_who_is_elsewhere_hears_that_somebody_waits_and_that_nobody_does_any_more()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var events = await EventReader.OpenAsync(scene.Owner, "/api/v1/events");
        using var guest = await scene.WaitingGuestAsync("Zoé");
        var lobby = await events.NextAsync("lobby");
        Assert.Equal(scene.Slug, lobby.GetProperty("slug").GetString());
        Assert.Equal("Council", lobby.GetProperty("title").GetString());
        Assert.Equal("Zoé", Assert.Single(lobby.GetProperty("waiting").EnumerateArray()).GetProperty("name").GetString());

        using var admitted = await scene.PostToLobbyAsync("admit", new { all = true });
        await events.NextAsync("lobby", l => l.GetProperty("waiting").GetArrayLength() == 0);
    }

    [Fact]
    public async Task A_host_who_connects_hears_at_once_who_waits_already()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = await scene.WaitingGuestAsync("Zoé");
        using var events = await EventReader.OpenAsync(scene.Owner, "/api/v1/events");
        Assert.Equal(1, (await events.NextAsync("lobby")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_role_that_is_taken_away_ends_what_an_open_stream_tells()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var coHost = await scene.PersonAsync("Cora");
        await scene.NameAsync(coHost, "coHost");
        using var events = await EventReader.OpenAsync(coHost, "/api/v1/events");
        using var owner = await EventReader.OpenAsync(scene.Owner, "/api/v1/events");
        using var first = await scene.WaitingGuestAsync("First");
        await events.NextAsync("lobby", l => l.GetProperty("count").GetInt32() == 1);

        await scene.NameAsync(coHost, "member");
        await events.NextAsync("lobby", l => l.GetProperty("count").GetInt32() == 0);
        using var second = await scene.WaitingGuestAsync("Second");
        await owner.NextAsync("lobby", l => l.GetProperty("count").GetInt32() == 2);
        using var refused = await coHost.GetAsync($"/api/v1/rooms/{scene.Slug}/lobby");
        Assert.Equal("host_required", await RunningServer.CodeOf(refused));

        // Named again: the next that it hears is the present state, not what it missed.
        await scene.NameAsync(coHost, "coHost");
        await events.NextAsync("lobby", l => l.GetProperty("count").GetInt32() == 2);
    }

    [Fact]
    public async Task A_deputy_lets_people_in_only_while_no_host_is_in_the_room()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var deputy = await scene.PersonAsync("Dede");
        await scene.NameAsync(deputy, "deputy");
        using var events = await EventReader.OpenAsync(deputy, "/api/v1/events");
        using var guest = await scene.WaitingGuestAsync();
        await events.NextAsync("lobby", l => l.GetProperty("count").GetInt32() == 1);

        var owner = await scene.BringInsideAsync(scene.Owner);
        await events.NextAsync("lobby", l => l.GetProperty("count").GetInt32() == 0);
        using var refused = await scene.PostToLobbyAsync("admit", new { all = true }, deputy);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("host_required", await RunningServer.CodeOf(refused));

        await scene.TakeOutAsync(owner);
        await events.NextAsync("lobby", l => l.GetProperty("count").GetInt32() == 1);
        using var admitted = await scene.PostToLobbyAsync("admit", new { all = true }, deputy);
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
    }

    [Fact]
    public async Task A_guest_who_was_made_a_host_of_the_meeting_lets_people_in_and_sees_no_addresses()
    {
        await using var scene = await MeetingScene.StartAsync(new { access = "restricted" });
        using var helper = await scene.WaitingGuestAsync("Helper");
        using var waiting = await EventReader.OpenAsync(helper, scene.WaitPath);
        using var admitted = await scene.PostToLobbyAsync("admit", new { all = true });
        var identity = (await waiting.NextAsync("admitted")).GetProperty("identity").GetString()!;
        await scene.ChangeAdmissionAsync(identity, EventTypes.ParticipantJoined, admission => admission.JoinedAt = DateTimeOffset.UtcNow);
        using var notYet = await EventReader.AskAsync(helper, "/api/v1/events");
        Assert.Equal("host_required", await RunningServer.CodeOf(notYet));

        await scene.ChangeAdmissionAsync(identity, EventTypes.RoomUpdated, admission => admission.Role = RoomRole.CoHost);
        using var events = await EventReader.OpenAsync(helper, "/api/v1/events");
        using var person = scene.Guest();
        using var signIn = await person.PostAsJsonAsync("/api/v1/session", new { displayName = "Ana", email = "ana@example.org" });
        Assert.Equal(HttpStatusCode.OK, signIn.StatusCode);
        using var join = await scene.JoinAsync(person, "Ana");
        Assert.Equal(HttpStatusCode.Accepted, join.StatusCode);

        var lobby = await events.NextAsync("lobby", l => l.GetProperty("count").GetInt32() == 1);
        Assert.Equal(JsonValueKind.Null, lobby.GetProperty("waiting")[0].GetProperty("email").ValueKind);
        Assert.Equal(JsonValueKind.Null, (await scene.LobbyAsync(helper)).GetProperty("waiting")[0].GetProperty("email").ValueKind);
        Assert.Equal("ana@example.org", (await scene.LobbyAsync()).GetProperty("waiting")[0].GetProperty("email").GetString());
        using var letIn = await scene.PostToLobbyAsync("admit", new { all = true }, helper);
        Assert.Equal(HttpStatusCode.OK, letIn.StatusCode);
    }

    [Fact]
    public async Task Nobody_else_sees_or_runs_the_lobby()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = await scene.WaitingGuestAsync();
        using var member = await scene.PersonAsync("Mo");
        await scene.NameAsync(member, "member");
        using var stranger = await scene.PersonAsync("Stranger");
        foreach (var visitor in new[] { guest, member, stranger, scene.Guest() })
        {
            using var list = await visitor.GetAsync($"/api/v1/rooms/{scene.Slug}/lobby");
            Assert.Equal("host_required", await RunningServer.CodeOf(list));
            foreach (var what in new[] { "admit", "deny" })
            {
                using var refused = await scene.PostToLobbyAsync(what, new { all = true }, visitor);
                Assert.Equal("host_required", await RunningServer.CodeOf(refused));
            }

            using var said = await scene.PostToLobbyAsync("message", new { all = true, text = "Hello" }, visitor);
            Assert.Equal("host_required", await RunningServer.CodeOf(said));
        }
    }

    [Fact]
    public async Task A_session_that_ends_ends_its_stream_of_events()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var events = await EventReader.OpenAsync(scene.Owner, "/api/v1/events");
        using var signedOut = await scene.Owner.DeleteAsync("/api/v1/session");
        Assert.Contains("closed", await events.ToEndAsync());
        using var stranger = scene.Guest();
        using var refused = await EventReader.AskAsync(stranger, "/api/v1/events");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Members_hear_that_their_meeting_begins()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var events = await EventReader.OpenAsync(scene.Owner, "/api/v1/events");
        using var joined = await scene.JoinAsync(scene.Owner);
        var identity = (await RunningServer.JsonOf(joined)).GetProperty("identity").GetString()!;
        await scene.ChangeAdmissionAsync(identity, EventTypes.MeetingStarted, admission => admission.JoinedAt = DateTimeOffset.UtcNow);
        var meeting = await events.NextAsync("meeting");
        Assert.Equal(scene.Slug, meeting.GetProperty("slug").GetString());
        Assert.Equal("started", meeting.GetProperty("type").GetString());
    }
}
