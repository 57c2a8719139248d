using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Admin;
using Visio.Server.Meetings;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Tests.Admin;

public sealed class AdminApiTests
{
    [Fact]
    public async Task Accounts_are_found_by_name_and_address_in_parts()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        for (var i = 0; i < 5; i++)
        {
            using var made = await admin.PostAsJsonAsync("/api/v1/admin/users", new { email = $"person{i}@ministry.test", displayName = $"Person {i}" });
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        }

        var first = await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/users?q=MINISTRY&limit=3");
        Assert.Equal(3, first.GetProperty("users").GetArrayLength());
        var second = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/admin/users?q=MINISTRY&limit=3&cursor={first.GetProperty("next").GetString()}");
        Assert.Equal(2, second.GetProperty("users").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        var byName = await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/users?q=person%203");
        Assert.Equal("person3@ministry.test", Assert.Single(byName.GetProperty("users").EnumerateArray()).GetProperty("email").GetString());
        using var nul = await admin.GetAsync("/api/v1/admin/users?q=%00");
        Assert.Equal("invalid_search", await RunningServer.CodeOf(nul));
    }

    [Fact]
    public async Task Disabling_somebody_ends_the_session_and_enabling_allows_a_new_one()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var (visitor, id) = await server.NewUserAsync("Ana", "ana@ministry.test");
        using var ana = visitor;
        await Do(admin, $"users/{id}/disable");
        using var refused = await ana.PostAsJsonAsync("/api/v1/rooms", new { });
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await Do(admin, $"users/{id}/enable");
        using var again = await ana.PostAsJsonAsync("/api/v1/session", new { displayName = "Ana", email = "ana@ministry.test" });
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        var actions = await ActionsAsync(admin);
        Assert.Contains("user.disable", actions);
        Assert.Contains("user.enable", actions);
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var id = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("user").GetProperty("id").GetString();
        foreach (var answer in new[]
        {
            await admin.PostAsJsonAsync($"/api/v1/admin/users/{id}/disable", new { }),
            await admin.PostAsJsonAsync($"/api/v1/admin/users/{id}/erase", new { }),
            await admin.DeleteAsync($"/api/v1/admin/users/{id}"),
            await admin.PatchAsJsonAsync($"/api/v1/admin/users/{id}", new { isAdmin = false }),
        })
        {
            Assert.Equal("last_administrator", await RunningServer.CodeOf(answer));
            answer.Dispose();
        }
    }

    [Fact]
    public async Task An_account_is_changed_merged_exported_linked_and_erased()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var (visitor, ana) = await server.NewUserAsync("Ana", "ana@ministry.test");
        visitor.Dispose();
        var (other, twin) = await server.NewUserAsync("Ana B.", "ana.b@ministry.test");
        other.Dispose();
        using var taken = await admin.PatchAsJsonAsync($"/api/v1/admin/users/{ana}", new { email = "ANA.B@ministry.test" });
        Assert.Equal("email_taken", await RunningServer.CodeOf(taken));
        using var changed = await admin.PatchAsJsonAsync($"/api/v1/admin/users/{ana}", new { displayName = "Ana Bee", email = "bee@ministry.test", isAdmin = true });
        Assert.True((await RunningServer.JsonOf(changed)).GetProperty("isAdmin").GetBoolean());

        Assert.StartsWith(server.Address.ToString(), (await Do(admin, $"users/{ana}/link")).GetProperty("url").GetString(), StringComparison.Ordinal);
        await Do(admin, $"users/{ana}/revoke", HttpStatusCode.NoContent);
        var export = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/admin/users/{ana}/export");
        Assert.Equal("bee@ministry.test", export.GetProperty("account").GetProperty("email").GetString());
        using var merged = await admin.PostAsJsonAsync($"/api/v1/admin/users/{twin}/merge", new { into = ana });
        Assert.Equal(HttpStatusCode.OK, merged.StatusCode);
        using var self = await admin.PostAsJsonAsync($"/api/v1/admin/users/{ana}/merge", new { into = ana });
        Assert.Equal("invalid_merge", await RunningServer.CodeOf(self));
        using var heir = await admin.PostAsJsonAsync($"/api/v1/admin/users/{ana}/erase", new { heir = Guid.NewGuid() });
        Assert.Equal("invalid_heir", await RunningServer.CodeOf(heir));
        await Do(admin, $"users/{ana}/erase", HttpStatusCode.NoContent);
        using var gone = await admin.GetAsync($"/api/v1/admin/users/{ana}");
        Assert.Equal("user_not_found", await RunningServer.CodeOf(gone));
        var actions = await ActionsAsync(admin);
        Assert.All(["user.update", "user.admin.grant", "user.link.create", "user.export", "user.erase"], action => Assert.Contains(action, actions));
    }

    [Fact]
    public async Task Rooms_are_found_changed_transferred_and_deleted()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var (visitor, _) = await server.NewUserAsync("Ana", "ana@ministry.test");
        using var ana = visitor;
        using var made = await ana.PostAsJsonAsync("/api/v1/rooms", new { title = "Council" });
        var slug = (await RunningServer.JsonOf(made)).GetProperty("slug").GetString()!;
        foreach (var q in new[] { slug, "counc", "ana@" })
        {
            var found = await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/rooms?q=" + q);
            Assert.Equal(slug, Assert.Single(found.GetProperty("rooms").EnumerateArray()).GetProperty("slug").GetString());
        }

        var room = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/rooms")).GetProperty("rooms")[0];
        var url = $"/api/v1/admin/rooms/{room.GetProperty("id").GetString()}";
        Assert.Equal("ana@ministry.test", room.GetProperty("owners")[0].GetProperty("email").GetString());
        using var changed = await admin.PatchAsJsonAsync(url, new { access = "restricted" });
        Assert.Equal("restricted", (await RunningServer.JsonOf(changed)).GetProperty("access").GetString());
        using var given = await admin.PostAsJsonAsync(url + "/transfer", new { email = "bo@ministry.test" });
        Assert.Equal("bo@ministry.test", Assert.Single((await RunningServer.JsonOf(given)).GetProperty("owners").EnumerateArray()).GetProperty("email").GetString());
        using var nobody = await admin.PostAsJsonAsync(url + "/transfer", new { });
        Assert.Equal("invalid_person", await RunningServer.CodeOf(nobody));
        using var deleted = await admin.DeleteAsync(url);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await admin.GetAsync(url);
        Assert.Equal("room_not_found", await RunningServer.CodeOf(gone));
    }

    [Fact]
    public async Task Usage_is_added_up_by_day_and_month_and_told_to_spreadsheets()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var day = new DateTimeOffset(2026, 3, 31, 23, 0, 0, TimeSpan.Zero);
        await AddMeetingAsync(server, day, peak: 3, ("k1", 30), ("k1", 10), ("k2", 20));
        await AddMeetingAsync(server, day.AddHours(2), peak: 7, ("k1", 60));

        var days = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/usage?from=2026-03-01&to=2026-04-01")).GetProperty("periods");
        Assert.Equal("""[{"start":"2026-03-31","meetings":1,"participantMinutes":60,"peak":3,"people":2,"rooms":1},{"start":"2026-04-01","meetings":1,"participantMinutes":60,"peak":7,"people":1,"rooms":1}]""", days.GetRawText());
        var csv = await admin.GetStringAsync("/api/v1/admin/usage.csv?from=2026-03-01&to=2026-03-31&period=month");
        Assert.Equal("start,meetings,participant_minutes,peak,people,rooms\r\n2026-03-01,1,60,3,2,1\r\n", csv);
        foreach (var bad in new[] { "from=2026-04-02&to=2026-04-01", "from=yesterday", "period=week", "from=0001-01-01&to=9999-12-31", "to=9999-12-31" })
        {
            using var refused = await admin.GetAsync("/api/v1/admin/usage?" + bad);
            Assert.Equal("invalid_period", await RunningServer.CodeOf(refused));
        }
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("=a,b", "\"'=a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("plain", "plain")]
    [InlineData(-1, "-1")]
    [InlineData(null, "")]
    public void A_cell_is_never_a_formula(object? value, string cell) => Assert.Equal(cell, Csv.Cell(value));

    [Fact]
    public async Task The_audit_log_is_paged_filtered_and_verified()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var (visitor, id) = await server.NewUserAsync("Ana", "ana@ministry.test");
        visitor.Dispose();
        await Do(admin, $"users/{id}/disable");
        await Do(admin, $"users/{id}/enable");
        var page = await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/audit?action=user&limit=1");
        Assert.Equal("user.enable", Assert.Single(page.GetProperty("entries").EnumerateArray()).GetProperty("action").GetString());
        Assert.Equal("user", page.GetProperty("entries")[0].GetProperty("actor").GetString());
        var next = await admin.GetFromJsonAsync<JsonElement>($"/api/v1/admin/audit?action=user&limit=1&before={page.GetProperty("next").GetInt64()}");
        Assert.Equal("user.disable", Assert.Single(next.GetProperty("entries").EnumerateArray()).GetProperty("action").GetString());
        var verdict = await Do(admin, "audit/verify");
        Assert.True(verdict.GetProperty("valid").GetBoolean());
        using var hostile = await admin.GetAsync("/api/v1/admin/audit?actor=%00");
        Assert.Equal("invalid_search", await RunningServer.CodeOf(hostile));
    }

    [Fact]
    public async Task What_is_kept_no_longer_is_deleted_counted_and_the_log_stays_whole()
    {
        await using var server = await RunningServer.StartAsync();
        using var admin = await server.NewAdminAsync();
        var now = TimeProvider.System.GetUtcNow();
        await AddMeetingAsync(server, now.AddDays(-200), peak: 1, ("old", 5));
        await AddMeetingAsync(server, now.AddDays(-100), peak: 1, ("young", 5));
        await server.App.Services.GetRequiredService<Retention>().SweepAsync(CancellationToken.None);
        Assert.Equal("young", await server.InDatabaseAsync(db => db.Admissions.Select(a => a.GuestKey).SingleAsync()));
        Assert.Equal(1, await server.InDatabaseAsync(db => db.Meetings.CountAsync()));
        var entry = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/audit?action=retention.sweep")).GetProperty("entries")[0];
        Assert.Equal("system", entry.GetProperty("actor").GetString());
        Assert.Equal(1, entry.GetProperty("details").GetProperty("admissions").GetInt32());
        Assert.True((await Do(admin, "audit/verify")).GetProperty("valid").GetBoolean());
    }

    private static async Task<JsonElement> Do(HttpClient admin, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await admin.PostAsJsonAsync("/api/v1/admin/" + path, new { });
        Assert.Equal(expected, answer.StatusCode);
        return expected == HttpStatusCode.NoContent ? default : await RunningServer.JsonOf(answer);
    }

    private static async Task<ISet<string>> ActionsAsync(HttpClient admin) =>
        (await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/audit?limit=200")).GetProperty("entries").EnumerateArray()
            .Select(e => e.GetProperty("action").GetString()!).ToHashSet(StringComparer.Ordinal);

    private static Task<int> AddMeetingAsync(RunningServer server, DateTimeOffset start, int peak, params (string Guest, int Minutes)[] stays) => server.InDatabaseAsync(db =>
    {
        var room = new Room { Id = Guid.NewGuid(), Slug = RoomSlug.New(), Access = AccessLevel.Public, Lobby = LobbyMode.Off, Rights = RoomRights.Default, CreatedAt = start };
        var meeting = new Meeting { Id = Guid.NewGuid(), RoomId = room.Id, StartedAt = start, EndedAt = start.AddHours(1), PeakParticipants = peak, Joins = stays.Length };
        db.Add(room);
        db.Add(meeting);
        foreach (var (guest, minutes) in stays)
        {
            db.Add(new Admission
            {
                Identity = "p_" + Guid.NewGuid(),
                RoomId = room.Id,
                MeetingId = meeting.Id,
                GuestKey = guest,
                Kind = EntryKind.Browser,
                Name = guest,
                Role = RoomRole.Participant,
                CreatedAt = start,
                JoinedAt = start,
                LeftAt = start.AddMinutes(minutes),
            });
        }

        return db.SaveChangesAsync();
    });
}
