using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Events;
using Visio.Server.Rooms;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Entering;

public sealed class LobbyTests
{
    [Fact]
    public async Task A_guest_waits_and_is_let_in_with_a_token_that_works()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = scene.Guest();
        using var answer = await scene.JoinAsync(guest, "Zoé");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var waiting = await RunningServer.JsonOf(answer);
        Assert.Equal("waiting", waiting.GetProperty("status").GetString());
        Assert.Equal("sign_in_required", waiting.GetProperty("reason").GetString());

        using var events = await EventReader.OpenAsync(guest, scene.WaitPath);
        var person = Assert.Single((await scene.LobbyAsync()).GetProperty("waiting").EnumerateArray());
        Assert.Equal("Zoé", person.GetProperty("name").GetString());
        Assert.True(person.GetProperty("guest").GetBoolean());
        Assert.Equal("browser", person.GetProperty("kind").GetString());
        Assert.True(person.GetProperty("connected").GetBoolean());

        using var admitted = await scene.PostToLobbyAsync("admit", new { ids = new[] { person.GetProperty("id").GetString() } });
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        var entered = await events.NextAsync("admitted");
        Assert.Equal("participant", entered.GetProperty("role").GetString());
        using var valid = await guest.GetAsync(RunningServer.ValidateUrl(entered.GetProperty("token").GetString()));
        Assert.Equal(HttpStatusCode.OK, valid.StatusCode);
        Assert.Empty((await scene.LobbyAsync()).GetProperty("waiting").EnumerateArray());
        var identity = entered.GetProperty("identity").GetString();
        Assert.True(await scene.UseDatabaseAsync(db => db.Admissions.AnyAsync(a => a.Identity == identity)));
    }

    [Fact]
    public async Task Behind_a_proxy_that_holds_answers_back_each_answer_ends_with_its_news()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = await scene.WaitingGuestAsync();
        for (var i = 0; i < 3; i++)
        {
            using var events = await EventReader.OpenAsync(guest, scene.WaitPath + "?brief=true");
            Assert.Contains("state", await events.ToEndAsync());
        }

        using var admitted = await scene.PostToLobbyAsync("admit", new { all = true });
        using var last = await EventReader.OpenAsync(guest, scene.WaitPath + "?brief=true");
        Assert.Contains("admitted", await last.ToEndAsync());
        using var over = await EventReader.AskAsync(guest, scene.WaitPath + "?brief=true");
        Assert.Equal(HttpStatusCode.NotFound, over.StatusCode);
    }

    [Fact]
    public async Task Who_was_let_in_need_not_wait_again_until_removed()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = await scene.WaitingGuestAsync();
        using var events = await EventReader.OpenAsync(guest, scene.WaitPath);
        using var admitted = await scene.PostToLobbyAsync("admit", new { all = true });
        await events.NextAsync("admitted");
        using var again = await scene.JoinAsync(guest);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        await scene.UseDatabaseAsync(db => db.Admissions.ExecuteUpdateAsync(a => a.SetProperty(x => x.RevokedAt, DateTimeOffset.UtcNow)));
        using var removed = await scene.JoinAsync(guest);
        Assert.Equal(HttpStatusCode.Accepted, removed.StatusCode);
    }

    [Fact]
    public async Task Who_lost_the_connection_keeps_the_place_and_is_told_on_return_of_being_let_in()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = await scene.WaitingGuestAsync("First");
        string? id;
        using (var lost = await EventReader.OpenAsync(guest, scene.WaitPath))
        {
            id = Assert.Single((await scene.LobbyAsync()).GetProperty("waiting").EnumerateArray()).GetProperty("id").GetString();
        }

        using var second = await scene.WaitingGuestAsync("Second");
        using (var reconnected = await EventReader.OpenAsync(guest, scene.WaitPath))
        {
            await reconnected.NextAsync("state");
            Assert.Equal(id, (await scene.LobbyAsync()).GetProperty("waiting")[0].GetProperty("id").GetString());
        }

        using var host = await EventReader.OpenAsync(scene.Owner, "/api/v1/events");
        await host.NextAsync("lobby", l => !l.GetProperty("waiting")[0].GetProperty("connected").GetBoolean());
        using var admitted = await scene.PostToLobbyAsync("admit", new { ids = new[] { id } });
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        using var back = await EventReader.OpenAsync(guest, scene.WaitPath);
        Assert.NotNull((await back.NextAsync("admitted")).GetProperty("token").GetString());
    }

    [Fact]
    public async Task A_place_is_given_up_when_nobody_comes_back()
    {
        await using var scene = await MeetingScene.StartAsync(change: settings => settings with
        {
            Rooms = new RoomSettings { LobbyPlaceKept = TimeSpan.FromSeconds(1) },
        });
        var left = new TaskCompletionSource();
        using var subscription = scene.Server.App.Services.GetRequiredService<EventFeed>().Subscribe(e =>
        {
            if (e.Type == EventTypes.LobbyLeft)
            {
                left.TrySetResult();
            }
        });
        using var guest = await scene.WaitingGuestAsync();
        await left.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using var gone = await EventReader.AskAsync(guest, scene.WaitPath);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal("not_waiting", await RunningServer.CodeOf(gone));
        Assert.Empty((await scene.LobbyAsync()).GetProperty("waiting").EnumerateArray());
    }

    [Fact]
    public async Task Two_tabs_of_one_guest_are_one_place_and_both_get_in()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = await scene.WaitingGuestAsync();
        using var again = await scene.JoinAsync(guest);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        using var first = await EventReader.OpenAsync(guest, scene.WaitPath);
        using var second = await EventReader.OpenAsync(guest, scene.WaitPath);
        Assert.Single((await scene.LobbyAsync()).GetProperty("waiting").EnumerateArray());

        using var admitted = await scene.PostToLobbyAsync("admit", new { all = true });
        var identities = new[] { await first.NextAsync("admitted"), await second.NextAsync("admitted") }.Select(e => e.GetProperty("identity").GetString());
        Assert.Equal(2, identities.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Who_waits_hears_that_no_host_is_there_and_that_one_came_and_left()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = await scene.WaitingGuestAsync();
        using var events = await EventReader.OpenAsync(guest, scene.WaitPath);
        Assert.False((await events.NextAsync("state")).GetProperty("hostPresent").GetBoolean());
        var identity = await scene.BringInsideAsync(scene.Owner);
        await events.NextAsync("state", state => state.GetProperty("hostPresent").GetBoolean());
        await scene.TakeOutAsync(identity);
        await events.NextAsync("state", state => !state.GetProperty("hostPresent").GetBoolean());
    }

    [Fact]
    public async Task A_host_writes_to_those_who_wait_and_a_reconnecting_tab_misses_nothing_and_gets_nothing_twice()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = await scene.WaitingGuestAsync();
        string? lastId;
        using (var events = await EventReader.OpenAsync(guest, scene.WaitPath))
        {
            using var said = await scene.PostToLobbyAsync("message", new { all = true, text = "Five minutes <b>more</b>" });
            Assert.Equal(HttpStatusCode.NoContent, said.StatusCode);
            var message = await events.NextAsync("message");
            Assert.Equal("Five minutes <b>more</b>", message.GetProperty("text").GetString());
            Assert.Equal("Olga", message.GetProperty("from").GetString());
            lastId = events.LastId;
        }

        using var missed = await scene.PostToLobbyAsync("message", new { all = true, text = "Now" });
        using var back = await EventReader.OpenAsync(guest, scene.WaitPath, lastId);
        Assert.Equal("Now", (await back.NextAsync("message")).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Who_is_turned_away_may_ask_again_after_a_pause()
    {
        await using var scene = await MeetingScene.StartAsync(change: settings => settings with
        {
            Rooms = new RoomSettings { LobbyPause = TimeSpan.FromSeconds(2) },
        });
        using var guest = await scene.WaitingGuestAsync();
        using var events = await EventReader.OpenAsync(guest, scene.WaitPath);
        using var denied = await scene.PostToLobbyAsync("deny", new { all = true });
        Assert.Equal(HttpStatusCode.OK, denied.StatusCode);
        var denial = await events.NextAsync("denied");
        Assert.Equal("denied", denial.GetProperty("reason").GetString());
        Assert.Equal(2, denial.GetProperty("retryAfter").GetInt32());

        using var tooEarly = await scene.JoinAsync(guest);
        Assert.Equal(HttpStatusCode.Forbidden, tooEarly.StatusCode);
        Assert.Equal("lobby_denied", await RunningServer.CodeOf(tooEarly));
        Assert.NotNull(tooEarly.Headers.RetryAfter);

        var status = HttpStatusCode.Forbidden;
        for (var until = DateTime.UtcNow.AddSeconds(20); status == HttpStatusCode.Forbidden && DateTime.UtcNow < until;)
        {
            // As a page would: asking all the time would be refused for that.
            await Task.Delay(200);
            using var later = await scene.JoinAsync(guest);
            status = later.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Accepted, status);
    }

    [Fact]
    public async Task Who_gives_up_is_gone_from_the_list_and_the_other_tab_ends()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = await scene.WaitingGuestAsync();
        using var events = await EventReader.OpenAsync(guest, scene.WaitPath);
        using var gaveUp = await guest.DeleteAsync(scene.WaitPath);
        Assert.Equal(HttpStatusCode.NoContent, gaveUp.StatusCode);
        Assert.Contains("closed", await events.ToEndAsync());
        Assert.Empty((await scene.LobbyAsync()).GetProperty("waiting").EnumerateArray());
        using var twice = await guest.DeleteAsync(scene.WaitPath);
        Assert.Equal(HttpStatusCode.NotFound, twice.StatusCode);
    }

    [Fact]
    public async Task Locking_the_room_turns_away_those_who_wait()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = await scene.WaitingGuestAsync();
        using var events = await EventReader.OpenAsync(guest, scene.WaitPath);
        await scene.ChangeRoomAsync(new { locked = true });
        Assert.Equal("room_locked", (await events.NextAsync("denied")).GetProperty("reason").GetString());
        using var refused = await scene.JoinAsync(guest);
        Assert.Equal("room_locked", await RunningServer.CodeOf(refused));

        await scene.ChangeRoomAsync(new { locked = false });
        using var again = await scene.JoinAsync(guest);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
    }

    [Fact]
    public async Task Opening_the_room_lets_those_in_who_wait()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = await scene.WaitingGuestAsync();
        using var events = await EventReader.OpenAsync(guest, scene.WaitPath);
        await scene.ChangeRoomAsync(new { access = "public" });
        Assert.NotNull((await events.NextAsync("admitted")).GetProperty("token").GetString());
    }

    [Fact]
    public async Task Somebody_who_is_named_while_waiting_is_let_in_with_the_role()
    {
        await using var scene = await MeetingScene.StartAsync(new { access = "restricted" });
        using var person = await scene.PersonAsync();
        using var waiting = await scene.JoinAsync(person);
        Assert.Equal("not_invited", (await RunningServer.JsonOf(waiting)).GetProperty("reason").GetString());
        using var events = await EventReader.OpenAsync(person, scene.WaitPath);
        await scene.NameAsync(person, "deputy");
        Assert.Equal("deputy", (await events.NextAsync("admitted")).GetProperty("role").GetString());
    }

    [Fact]
    public async Task A_ban_reaches_somebody_who_waits()
    {
        await using var scene = await MeetingScene.StartAsync(new { access = "restricted" });
        using var person = await scene.PersonAsync();
        using var waiting = await scene.JoinAsync(person);
        using var events = await EventReader.OpenAsync(person, scene.WaitPath);
        var user = await MeetingScene.IdOfAsync(person);
        var room = await scene.UseDatabaseAsync(async db =>
        {
            var room = await db.Rooms.SingleAsync();
            db.RoomBans.Add(new() { Id = Guid.CreateVersion7(), RoomId = room.Id, UserId = user, Name = "Ana", CreatedAt = DateTimeOffset.UtcNow });
            await db.SaveChangesAsync();
            return room;
        });
        scene.Server.App.Services.GetRequiredService<RoomEvents>().Updated(room);
        Assert.Equal("banned", (await events.NextAsync("denied")).GetProperty("reason").GetString());
        using var refused = await scene.JoinAsync(person);
        Assert.Equal("banned", await RunningServer.CodeOf(refused));
    }

    [Fact]
    public async Task Deleting_the_room_ends_the_waiting()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = await scene.WaitingGuestAsync();
        using var events = await EventReader.OpenAsync(guest, scene.WaitPath);
        using var deleted = await scene.Owner.DeleteAsync($"/api/v1/rooms/{scene.Slug}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal("room_not_found", (await events.NextAsync("denied")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Signing_out_ends_the_waiting_of_that_session()
    {
        await using var scene = await MeetingScene.StartAsync(new { access = "restricted" });
        using var person = await scene.PersonAsync();
        using var waiting = await scene.JoinAsync(person);
        using var events = await EventReader.OpenAsync(person, scene.WaitPath);
        using var signedOut = await person.DeleteAsync("/api/v1/session");
        Assert.Contains("closed", await events.ToEndAsync());
        Assert.Empty((await scene.LobbyAsync()).GetProperty("waiting").EnumerateArray());
    }

    [Fact]
    public async Task A_server_that_stops_ends_the_streams_in_good_order()
    {
        var scene = await MeetingScene.StartAsync();
        var guest = await scene.WaitingGuestAsync();
        using var events = await EventReader.OpenAsync(guest, scene.WaitPath);
        using var host = await EventReader.OpenAsync(scene.Owner, "/api/v1/events");
        await events.NextAsync("state");
        var stopped = scene.Server.App.StopAsync();
        Assert.Contains("closed", await events.ToEndAsync());
        Assert.Contains("closed", await host.ToEndAsync());
        await stopped.WaitAsync(TimeSpan.FromSeconds(60));
        await scene.DisposeAsync();
    }

    [Fact]
    public async Task Everybody_at_once_is_let_in_once_even_by_two_hosts()
    {
        await using var scene = await MeetingScene.StartAsync();
        var readers = new List<EventReader>();
        for (var i = 0; i < 20; i++)
        {
            readers.Add(await EventReader.OpenAsync(await scene.WaitingGuestAsync($"Guest {i}"), scene.WaitPath));
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.PostToLobbyAsync("admit", new { all = true })));
        var admitted = 0;
        foreach (var answer in answers)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            admitted += (await RunningServer.JsonOf(answer)).GetProperty("ids").GetArrayLength();
            answer.Dispose();
        }

        Assert.Equal(20, admitted);
        var identities = (await Task.WhenAll(readers.Select(reader => reader.NextAsync("admitted")))).Select(e => e.GetProperty("identity").GetString()).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(20, identities.Count);
        Assert.Equal(20, await scene.UseDatabaseAsync(db => db.Admissions.CountAsync()));
        readers.ForEach(reader => reader.Dispose());
    }

    [Fact]
    public async Task A_full_room_takes_as_many_from_the_lobby_as_have_a_place_first_come_first()
    {
        await using var scene = await MeetingScene.StartAsync(new { access = "restricted", capacity = 2 });
        var readers = new List<EventReader>();
        for (var i = 0; i < 3; i++)
        {
            readers.Add(await EventReader.OpenAsync(await scene.WaitingGuestAsync($"Guest {i}"), scene.WaitPath));
        }

        using var admitted = await scene.PostToLobbyAsync("admit", new { all = true });
        Assert.Equal(2, (await RunningServer.JsonOf(admitted)).GetProperty("ids").GetArrayLength());
        await readers[0].NextAsync("admitted");
        await readers[1].NextAsync("admitted");
        var left = Assert.Single((await scene.LobbyAsync()).GetProperty("waiting").EnumerateArray());
        Assert.Equal("Guest 2", left.GetProperty("name").GetString());
        using var full = await scene.PostToLobbyAsync("admit", new { all = true });
        Assert.Equal("room_full", await RunningServer.CodeOf(full));
        readers.ForEach(reader => reader.Dispose());
    }

    [Fact]
    public async Task The_list_comes_in_pages()
    {
        await using var scene = await MeetingScene.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await scene.WaitingGuestAsync($"Guest {i}");
        }

        var first = await scene.Owner.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/rooms/{scene.Slug}/lobby?limit=2");
        Assert.Equal(2, first.GetProperty("waiting").GetArrayLength());
        Assert.Equal(3, first.GetProperty("count").GetInt32());
        var rest = await scene.Owner.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/rooms/{scene.Slug}/lobby?cursor={first.GetProperty("next")}");
        Assert.Equal("Guest 2", Assert.Single(rest.GetProperty("waiting").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_lobby_holds_no_more_than_the_setting_says()
    {
        await using var scene = await MeetingScene.StartAsync(change: settings => settings with { Rooms = new RoomSettings { LobbyPlaces = 1 } });
        using var first = await scene.WaitingGuestAsync();
        using var second = scene.Guest();
        using var refused = await scene.JoinAsync(second);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("lobby_full", await RunningServer.CodeOf(refused));
    }

    [Fact]
    public async Task A_program_may_ask_now_and_then_instead_of_holding_the_stream()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var guest = await scene.WaitingGuestAsync();
        guest.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        var waiting = await guest.GetFromJsonAsync<System.Text.Json.JsonElement>(scene.WaitPath);
        Assert.Equal("waiting", waiting.GetProperty("status").GetString());
        Assert.Equal(1, waiting.GetProperty("waiting").GetInt32());
        using var admitted = await scene.PostToLobbyAsync("admit", new { all = true });
        var entered = await guest.GetFromJsonAsync<System.Text.Json.JsonElement>(scene.WaitPath);
        Assert.Equal("admitted", entered.GetProperty("status").GetString());
        using var again = await guest.GetAsync(scene.WaitPath);
        Assert.Equal("not_waiting", await RunningServer.CodeOf(again));
    }

    [Theory]
    [InlineData("admit", "{}", "invalid_selection")]
    [InlineData("admit", """{"ids":[]}""", "invalid_selection")]
    [InlineData("admit", """{"ids":["w_x"],"all":true}""", "invalid_selection")]
    [InlineData("admit", """{"ids":[null]}""", "nobody_waiting")]
    [InlineData("admit", """{"ids":["w_nobody"]}""", "nobody_waiting")]
    [InlineData("admit", """{"ids":"w_nobody"}""", "invalid_request")]
    [InlineData("deny", """{"ids":["\u0000"]}""", "nobody_waiting")]
    [InlineData("deny", """{"all":"yes"}""", "invalid_request")]
    [InlineData("message", """{"all":true}""", "invalid_text")]
    [InlineData("message", """{"all":true,"text":"a\u0000b"}""", "invalid_text")]
    [InlineData("message", """{"all":true,"text":"\u202eevil"}""", "invalid_text")]
    [InlineData("message", """{"all":true,"text":"hello"}""", "nobody_waiting")]
    public async Task What_makes_no_sense_is_refused(string what, string body, string code)
    {
        await using var scene = await MeetingScene.StartAsync();
        using var content = RunningServer.Json(body);
        using var refused = await scene.Owner.PostAsync($"/api/v1/rooms/{scene.Slug}/lobby/{what}", content);
        Assert.InRange((int)refused.StatusCode, 400, 499);
        Assert.Equal(code, await RunningServer.CodeOf(refused));
    }
}
