using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Visio.Server.Policies;
using Visio.Server.Rooms;
using Visio.Server.Tests.Entering;

namespace Visio.Server.Tests.Rooms;

public sealed class RoomRulesTests
{
    [Fact]
    public async Task A_new_room_has_the_policys_defaults_and_what_was_asked_for()
    {
        await using var scene = await MeetingScene.StartAsync(new { title = "Weekly", slug = "Weekly-2026", capacity = 30, lobby = "everyone", rights = new { chat = "hosts" } });
        var room = await scene.Owner.GetFromJsonAsync<JsonElement>("/api/v1/rooms/weekly-2026");
        Assert.Equal("trusted", room.GetProperty("access").GetString());
        Assert.Equal("everyone", room.GetProperty("lobby").GetString());
        Assert.Equal(30, room.GetProperty("capacity").GetInt32());
        Assert.Equal("hosts", room.GetProperty("rights").GetProperty("chat").GetString());
        Assert.Equal("everyone", room.GetProperty("rights").GetProperty("camera").GetString());
        Assert.Equal("owner", room.GetProperty("role").GetString());
        using var taken = await scene.Owner.PostAsJsonAsync("/api/v1/rooms", new { slug = "weekly-2026" });
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        Assert.Equal("slug_taken", await RunningServer.CodeOf(taken));
    }

    [Fact]
    public async Task Outsiders_see_nothing_of_a_rooms_rules()
    {
        await using var scene = await MeetingScene.StartAsync(new { capacity = 30 });
        foreach (var outsider in new[] { scene.Guest(), await scene.PersonAsync() })
        {
            var seen = await outsider.GetFromJsonAsync<JsonElement>($"/api/v1/rooms/{scene.Slug}");
            Assert.Equal("none", seen.GetProperty("role").GetString());
            foreach (var secret in new[] { "lobby", "capacity", "rights", "expiresAt", "lastUsedAt" })
            {
                Assert.Equal(JsonValueKind.Null, seen.GetProperty(secret).ValueKind);
            }
        }
    }

    [Fact]
    public async Task A_change_leaves_alone_what_it_does_not_name_and_null_takes_away()
    {
        await using var scene = await MeetingScene.StartAsync(new { title = "Weekly", capacity = 30 });
        await scene.ChangeRoomAsync(new { locked = true, rights = new { camera = "members" } });
        var room = await scene.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/rooms/{scene.Slug}");
        Assert.True(room.GetProperty("locked").GetBoolean());
        Assert.Equal("Weekly", room.GetProperty("title").GetString());
        Assert.Equal(30, room.GetProperty("capacity").GetInt32());
        Assert.Equal("members", room.GetProperty("rights").GetProperty("camera").GetString());
        Assert.Equal("everyone", room.GetProperty("rights").GetProperty("microphone").GetString());
        await scene.ChangeRoomAsync(new { title = (string?)null, capacity = (int?)null });
        room = await scene.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/rooms/{scene.Slug}");
        Assert.Equal(JsonValueKind.Null, room.GetProperty("title").ValueKind);
        Assert.Equal(JsonValueKind.Null, room.GetProperty("capacity").ValueKind);
    }

    [Theory]
    [InlineData("""{"title":"a\u0000b"}""", "invalid_title")]
    [InlineData("""{"title":"\u202eevil"}""", "invalid_title")]
    [InlineData("""{"title":5}""", "invalid_request")]
    [InlineData("""{"slug":"admin"}""", "invalid_slug")]
    [InlineData("""{"slug":"abc-defg-hij"}""", "invalid_slug")]
    [InlineData("""{"slug":"<b>"}""", "invalid_slug")]
    [InlineData("""{"slug":""}""", "invalid_slug")]
    [InlineData("""{"capacity":0}""", "invalid_capacity")]
    [InlineData("""{"capacity":10001}""", "invalid_capacity")]
    [InlineData("""{"capacity":99999999999}""", "invalid_request")]
    [InlineData("""{"capacity":1.5}""", "invalid_request")]
    [InlineData("""{"access":"secret"}""", "invalid_request")]
    [InlineData("""{"access":1}""", "invalid_request")]
    [InlineData("""{"lobby":"never"}""", "invalid_request")]
    [InlineData("""{"rights":{"camera":"nobody"}}""", "invalid_request")]
    [InlineData("""{"rights":[]}""", "invalid_request")]
    [InlineData("""{"expiresAt":"2001-01-01T00:00:00Z"}""", "invalid_expiry")]
    [InlineData("""{"expiresAt":"9999-12-31T23:59:59Z"}""", "invalid_expiry")]
    [InlineData("""{"expiresAt":"soon"}""", "invalid_request")]
    [InlineData("""{"locked":"yes"}""", "invalid_request")]
    [InlineData("[]", "invalid_request")]
    [InlineData("", "invalid_request")]
    public async Task What_a_room_cannot_be_is_refused_for_new_and_old_rooms(string body, string code)
    {
        await using var scene = await MeetingScene.StartAsync();
        using var create = RunningServer.Json(body);
        using var created = await scene.Owner.PostAsync("/api/v1/rooms", create);
        Assert.Equal(HttpStatusCode.BadRequest, created.StatusCode);
        Assert.Equal(code, await RunningServer.CodeOf(created));
        using var change = RunningServer.Json(body);
        using var changed = await scene.Owner.PatchAsync($"/api/v1/rooms/{scene.Slug}", change);
        Assert.Equal(HttpStatusCode.BadRequest, changed.StatusCode);
        Assert.Equal(code, await RunningServer.CodeOf(changed));
    }

    [Fact]
    public async Task Roles_say_who_may_change_delete_and_name()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var coHost = await scene.PersonAsync("Cora");
        using var member = await scene.PersonAsync("Mo");
        await scene.NameAsync(coHost, "coHost");
        await scene.NameAsync(member, "member");
        var (room, owner) = ($"/api/v1/rooms/{scene.Slug}", await MeetingScene.IdOfAsync(scene.Owner));

        using var allowed = await coHost.PatchAsJsonAsync(room, new { title = "New" });
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        using var notMember = await member.PatchAsJsonAsync(room, new { title = "Mine" });
        Assert.Equal("host_required", await RunningServer.CodeOf(notMember));
        using var notGuest = await scene.Guest().PatchAsJsonAsync(room, new { title = "Mine" });
        Assert.Equal("host_required", await RunningServer.CodeOf(notGuest));
        using var notCoHost = await coHost.DeleteAsync(room);
        Assert.Equal("owner_required", await RunningServer.CodeOf(notCoHost));
        using var takeOver = await coHost.PostAsJsonAsync($"{room}/members", new { userId = await MeetingScene.IdOfAsync(coHost), role = "owner" });
        Assert.Equal("owner_required", await RunningServer.CodeOf(takeOver));
        using var depose = await coHost.PatchAsJsonAsync($"{room}/members/{owner}", new { role = "member" });
        Assert.Equal("owner_required", await RunningServer.CodeOf(depose));
        using var throwOut = await coHost.DeleteAsync($"{room}/members/{owner}");
        Assert.Equal("owner_required", await RunningServer.CodeOf(throwOut));
        using var notTransfer = await coHost.PostAsJsonAsync($"{room}/transfer", new { userId = await MeetingScene.IdOfAsync(coHost) });
        Assert.Equal("owner_required", await RunningServer.CodeOf(notTransfer));

        var seen = await member.GetFromJsonAsync<JsonElement>($"{room}/members");
        Assert.All(seen.GetProperty("members").EnumerateArray(), m => Assert.Equal(JsonValueKind.Null, m.GetProperty("email").ValueKind));
        using var stranger = await scene.PersonAsync("Stranger");
        using var unseen = await stranger.GetAsync($"{room}/members");
        Assert.Equal("member_required", await RunningServer.CodeOf(unseen));
    }

    [Fact]
    public async Task Somebody_is_named_by_an_address_that_nobody_has_used_yet()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var named = await scene.Owner.PostAsJsonAsync($"/api/v1/rooms/{scene.Slug}/members", new { email = "New.Person@example.org", role = "coHost" });
        Assert.Equal(HttpStatusCode.Created, named.StatusCode);
        var view = await RunningServer.JsonOf(named);
        Assert.True(view.GetProperty("provisional").GetBoolean());
        using var invalid = await scene.Owner.PostAsJsonAsync($"/api/v1/rooms/{scene.Slug}/members", new { email = "a\0b", role = "member" });
        Assert.Equal("user_not_found", await RunningServer.CodeOf(invalid));
        using var both = await scene.Owner.PostAsJsonAsync($"/api/v1/rooms/{scene.Slug}/members", new { role = "member" });
        Assert.Equal("invalid_person", await RunningServer.CodeOf(both));
        using var noRole = await scene.Owner.PostAsJsonAsync($"/api/v1/rooms/{scene.Slug}/members", new { email = "a@example.org", role = "participant" });
        Assert.Equal("invalid_role", await RunningServer.CodeOf(noRole));
    }

    [Fact]
    public async Task Rights_that_are_changed_at_the_same_moment_are_all_changed()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var second = await scene.PersonAsync("Second");
        await scene.NameAsync(second, "owner");
        var room = $"/api/v1/rooms/{scene.Slug}";
        foreach (var audience in Enumerable.Repeat<string[]>(["hosts", "everyone"], 5).SelectMany(both => both))
        {
            var changed = await Task.WhenAll(new[] { "microphone", "camera", "screenShare", "chat" }.Select((right, i) =>
                (i % 2 == 0 ? scene.Owner : second).PatchAsJsonAsync(room, new { rights = new Dictionary<string, string> { [right] = audience } })));
            Assert.All(changed, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
            Array.ForEach(changed, answer => answer.Dispose());
            var rights = (await scene.Owner.GetFromJsonAsync<JsonElement>(room)).GetProperty("rights");
            Assert.All(["microphone", "camera", "screenShare", "chat"], right => Assert.Equal(audience, rights.GetProperty(right).GetString()));
        }
    }

    [Fact]
    public async Task The_last_owner_stays_even_when_two_step_down_at_once()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var second = await scene.PersonAsync("Second");
        await scene.NameAsync(second, "owner");
        var members = $"/api/v1/rooms/{scene.Slug}/members";
        var leaving = await Task.WhenAll(
            scene.Owner.DeleteAsync($"{members}/{await MeetingScene.IdOfAsync(scene.Owner)}"),
            second.PatchAsJsonAsync($"{members}/{await MeetingScene.IdOfAsync(second)}", new { role = "member" }));
        Assert.Single(leaving, answer => answer.IsSuccessStatusCode);
        Assert.Equal(1, await scene.UseDatabaseAsync(db => db.RoomMembers.CountAsync(m => m.Role == RoomRole.Owner)));
        Assert.Equal("last_owner", await RunningServer.CodeOf(leaving.Single(answer => !answer.IsSuccessStatusCode)));
        Array.ForEach(leaving, answer => answer.Dispose());
    }

    [Fact]
    public async Task A_room_is_transferred_duplicated_and_deleted()
    {
        await using var scene = await MeetingScene.StartAsync(new { title = "Council", access = "restricted" });
        using var heir = await scene.PersonAsync("Heir");
        var room = $"/api/v1/rooms/{scene.Slug}";
        using var transferred = await scene.Owner.PostAsJsonAsync($"{room}/transfer", new { userId = await MeetingScene.IdOfAsync(heir) });
        Assert.Equal(HttpStatusCode.NoContent, transferred.StatusCode);
        Assert.Equal("coHost", (await scene.Owner.GetFromJsonAsync<JsonElement>(room)).GetProperty("role").GetString());

        using var copied = await scene.Owner.PostAsJsonAsync($"{room}/duplicate", new { });
        Assert.Equal(HttpStatusCode.Created, copied.StatusCode);
        var copy = await RunningServer.JsonOf(copied);
        Assert.NotEqual(scene.Slug, copy.GetProperty("slug").GetString());
        Assert.Equal("Council", copy.GetProperty("title").GetString());
        Assert.Equal("restricted", copy.GetProperty("access").GetString());
        Assert.Equal("owner", copy.GetProperty("role").GetString());

        using var deleted = await heir.DeleteAsync(room);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await scene.Guest().GetAsync(room);
        Assert.Equal("room_not_found", await RunningServer.CodeOf(gone));
        var mine = await heir.GetFromJsonAsync<JsonElement>("/api/v1/rooms");
        Assert.Equal(copy.GetProperty("slug").GetString(), Assert.Single(mine.GetProperty("rooms").EnumerateArray()).GetProperty("slug").GetString());
    }

    [Fact]
    public async Task My_rooms_come_in_pages()
    {
        await using var scene = await MeetingScene.StartAsync();
        for (var i = 0; i < 4; i++)
        {
            using var created = await scene.Owner.PostAsJsonAsync("/api/v1/rooms", new { title = $"Room {i}" });
        }

        var slugs = new List<string?>();
        var cursor = "";
        for (var pages = 0; pages < 3; pages++)
        {
            var page = await scene.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/rooms?limit=2{cursor}");
            slugs.AddRange(page.GetProperty("rooms").EnumerateArray().Select(r => r.GetProperty("slug").GetString()));
            cursor = $"&cursor={page.GetProperty("next").GetString()}";
        }

        Assert.Equal(5, slugs.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task An_unused_code_becomes_a_room_when_somebody_signed_in_joins_it_and_not_for_guests()
    {
        await using var scene = await MeetingScene.StartAsync();
        const string Code = "abc-defg-hij";
        using var guest = scene.Guest();
        using var unseen = await guest.GetAsync($"/api/v1/rooms/{Code}");
        Assert.Equal("room_not_found", await RunningServer.CodeOf(unseen));
        using var refused = await guest.PostAsJsonAsync($"/api/v1/rooms/{Code}/join", new { displayName = "Bo" });
        Assert.Equal("sign_in_required", await RunningServer.CodeOf(refused));
        Assert.False((await scene.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/rooms/{Code}")).GetProperty("exists").GetBoolean());

        var joins = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.Owner.PostAsJsonAsync($"/api/v1/rooms/{Code}/join", new { displayName = "Olga" })));
        Assert.All(joins, joined => Assert.Equal(HttpStatusCode.OK, joined.StatusCode));
        Assert.Equal("owner", (await RunningServer.JsonOf(joins[0])).GetProperty("role").GetString());
        Assert.True((await scene.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/rooms/{Code}")).GetProperty("exists").GetBoolean());
        Array.ForEach(joins, joined => joined.Dispose());
    }

    [Fact]
    public async Task Rooms_whose_time_is_over_go_with_everything_in_them()
    {
        await using var scene = await MeetingScene.StartAsync();
        using var kept = await scene.Owner.PostAsJsonAsync("/api/v1/rooms", new { title = "Kept" });
        using var joined = await scene.JoinAsync(scene.Owner, "Olga");
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        await scene.UseDatabaseAsync(db => db.Rooms.Where(r => r.Title == "Council").ExecuteUpdateAsync(r => r.SetProperty(x => x.ExpiresAt, DateTimeOffset.UtcNow.AddMinutes(-1))));
        using var refused = await scene.JoinAsync(scene.Owner, "Olga");
        Assert.Equal("room_expired", await RunningServer.CodeOf(refused));

        var expiry = scene.Server.App.Services.GetServices<IHostedService>().OfType<RoomExpiry>().Single();
        Assert.Equal(1, await expiry.SweepAsync(CancellationToken.None));
        Assert.Equal("Kept", (await scene.UseDatabaseAsync(db => db.Rooms.SingleAsync())).Title);
        Assert.Equal(0, await scene.UseDatabaseAsync(db => db.Admissions.CountAsync()));
        Assert.True(await scene.UseDatabaseAsync(db => db.AuditLog.AnyAsync(e => e.Action == "room.expire")));
    }
}
