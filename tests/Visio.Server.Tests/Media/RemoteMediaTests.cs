using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.LiveKit;
using Visio.LiveKit.Tokens;
using Visio.Server.Media;
using Visio.Server.Tests.Admin;
using Visio.Server.Tests.Meetings;

namespace Visio.Server.Tests.Media;

/// <summary>What goes wrong with a media server elsewhere. That meetings work on one is shown by their own tests, run with <c>VISIO_TEST_MEDIA=remote</c>.</summary>
[Trait("Database", "none")]
public sealed class RemoteMediaTests
{
    [Fact]
    public async Task Where_it_does_not_answer_joins_are_refused_with_a_code_and_pages_work()
    {
        await using var server = await RunningServer.StartAsync(
            settings => settings with { RemoteMedia = new Uri("http://127.0.0.1:9/"), ApiKey = "devkey", ApiSecret = "secret" }, build: Hosting());
        var slug = await server.CreateRoomAsync();
        using var visitor = server.NewVisitor();

        using var join = await visitor.PostAsJsonAsync($"/api/v1/rooms/{slug}/join", new { displayName = "Ana" });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, join.StatusCode);
        Assert.Equal("media_unavailable", await RunningServer.CodeOf(join));
        Assert.True(join.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal(0, await server.InDatabaseAsync(db => db.Admissions.CountAsync()));
        using var test = await visitor.PostAsJsonAsync("/api/v1/diagnostics/connection", new { });
        Assert.Equal("media_unavailable", await RunningServer.CodeOf(test));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await visitor.GetAsync("/readyz")).StatusCode);
        Assert.Equal("ok\n", await visitor.GetStringAsync("/healthz"));
        Assert.Contains("visio_media_server_up 0", await visitor.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_are_sent_there_and_the_page_may_connect_there_and_nowhere_else()
    {
        await using var remote = await RemoteVisio.StartAsync();
        await using var server = await RunningServer.StartAsync(remote: remote);
        var slug = await server.CreateRoomAsync();
        using var visitor = server.NewVisitor();

        var ticket = await InCall.TicketAsync(slug, visitor, "Ana");
        Assert.Equal($"ws://{remote.Address.Authority}", ticket.GetProperty("serverUrl").GetString());
        using var page = await visitor.GetAsync($"/api/v1/rooms/{slug}");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains(
            $"connect-src 'self' ws://{server.Address.Authority} ws://{remote.Address.Authority} http://{remote.Address.Authority};", policy, StringComparison.Ordinal);
        Assert.Equal("ok\n", await visitor.GetStringAsync("/readyz"));
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/rtc/v1/validate")).StatusCode);

        using var test = await visitor.PostAsJsonAsync("/api/v1/diagnostics/connection", new { });
        var tokens = (await RunningServer.JsonOf(test)).GetProperty("tokens").EnumerateArray().Select(t => t.GetString()!).ToList();
        await using var sender = await InCall.ConnectAsync(server, tokens[0]);
        await using var receiver = await InCall.ConnectAsync(server, tokens[1]);
        Assert.Equal("test_a", Assert.Single(receiver.Join.OtherParticipants).Identity);
        Assert.Equal(2u, receiver.Join.Room.MaxParticipants);
    }

    [Fact]
    public async Task Webhooks_count_once_and_only_where_the_media_server_has_signed_them()
    {
        await using var remote = await RemoteVisio.StartAsync();
        remote.Relay.Copies = 3;
        await using var meeting = await TestMeeting.StartAsync(await RunningServer.StartAsync(remote: remote));
        await meeting.WaitUntilWrittenAsync(meeting.Owner);
        var (body, signature) = remote.Relay.Seen.Single(seen => seen.Body.Contains("participant_joined", StringComparison.Ordinal));
        Assert.Equal(200, await remote.Relay.DeliverAsync(body, signature));
        Assert.Equal(401, await remote.Relay.DeliverAsync(body.Replace("joined", "left", StringComparison.Ordinal), signature));
        Assert.Equal(401, await remote.Relay.DeliverAsync(body, new AccessToken().Sign("devkey", "another secret", TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1))));
        Assert.Equal(401, await remote.Relay.DeliverAsync(body, ""));

        await meeting.Owner.Client.SendAsync(new() { Leave = new() });
        await meeting.WaitForAsync(db => db.Admissions.AnyAsync(a => a.LeftAt != null));
        Assert.Equal(200, await remote.Relay.DeliverAsync(body, signature));
        Assert.Equal(0, meeting.Control.CountParticipants(meeting.Media));
        var written = await meeting.ReadAsync(db => db.Meetings.AsNoTracking().SingleAsync());
        Assert.Equal((1, 1), (written.Joins, written.PeakParticipants));
    }

    [Fact]
    public async Task Lost_webhooks_are_made_up_for_by_looking()
    {
        await using var remote = await RemoteVisio.StartAsync();
        remote.Relay.Copies = 0;
        await using var meeting = await TestMeeting.StartAsync(await RunningServer.StartAsync(remote: remote));
        var guest = await meeting.EnterAsGuestAsync();
        var engine = meeting.Server.App.Services.GetRequiredService<RemoteLiveKit>();
        await engine.ReconcileAsync(CancellationToken.None);
        await meeting.WaitUntilWrittenAsync(meeting.Owner, guest);

        await meeting.Owner.DoAsync("end", new { });
        await meeting.WaitForAsync(db => db.Meetings.AnyAsync(m => m.EndedAt != null && m.PeakParticipants == 2));
    }

    [Fact]
    public async Task A_meeting_goes_on_while_the_product_is_restarted()
    {
        using var data = new TemporaryFolder();
        await using var remote = await RemoteVisio.StartAsync();
        var meeting = await TestMeeting.StartAsync(await RunningServer.StartAsync(data: data, remote: remote));
        var (leaving, staying) = (await meeting.EnterAsGuestAsync("Leaving"), await meeting.EnterAsGuestAsync("Staying"));
        await meeting.WaitUntilWrittenAsync(meeting.Owner, leaving, staying);
        await meeting.Owner.DoAsync("hand", new { identity = meeting.Owner.Identity, raised = true });
        await meeting.Owner.DoAsync("spotlight", new { identities = new[] { staying.Identity } });
        var before = await meeting.ReadAsync(db => db.Meetings.AsNoTracking().SingleAsync());
        remote.Relay.Target = null;
        await meeting.Server.DisposeAsync();

        // Nobody is there to hear it.
        await leaving.Client.SendAsync(new() { Leave = new() });
        await leaving.Client.WaitForCloseAsync();
        await using var server = await RunningServer.StartAsync(data: data, remote: remote);
        await WaitAsync(server, async db => await db.Admissions.AnyAsync(a => a.Identity == leaving.Identity && a.LeftAt != null));
        Assert.Equal(2, await server.InDatabaseAsync(db => db.Admissions.CountAsync(a => a.JoinedAt != null && a.LeftAt == null)));
        var after = await server.InDatabaseAsync(db => db.Meetings.AsNoTracking().SingleAsync());
        Assert.Equal((before.Id, null, 3), (after.Id, after.EndedAt, after.PeakParticipants));
        var room = after.RoomId.ToString("N");
        var roster = server.App.Services.GetRequiredService<Visio.Server.Meetings.LiveRoster>();
        Assert.NotNull(roster.Hand(room, meeting.Owner.Identity));
        Assert.Equal([staying.Identity], roster.Spotlight(room));

        await server.App.Services.GetRequiredService<ILiveRooms>().CloseAsync(room);
        await WaitAsync(server, db => db.Meetings.AnyAsync(m => m.EndedAt != null));
        await leaving.DisposeAsync();
        await staying.DisposeAsync();
        await meeting.Owner.DisposeAsync();
    }

    [Fact]
    public async Task A_meeting_is_over_when_the_media_server_is_and_another_can_begin_when_it_is_back()
    {
        await using var remote = await RemoteVisio.StartAsync();
        await using var meeting = await TestMeeting.StartAsync(await RunningServer.StartAsync(remote: remote));
        await meeting.WaitUntilWrittenAsync(meeting.Owner);
        await remote.StopMediaAsync();
        using (var mute = await meeting.Owner.AskAsync("mute", new { all = true }))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "media_unavailable"), (mute.StatusCode, await RunningServer.CodeOf(mute)));
        }

        using (var visitor = meeting.Server.NewVisitor())
        {
            using var refused = await visitor.PostAsJsonAsync($"/api/v1/rooms/{meeting.Slug}/join", new { displayName = "Early" });
            Assert.Equal("media_unavailable", await RunningServer.CodeOf(refused));
        }

        await remote.StartMediaAsync();
        var engine = meeting.Server.App.Services.GetRequiredService<RemoteLiveKit>();
        await engine.ReconcileAsync(CancellationToken.None);
        await meeting.WaitForAsync(db => db.Meetings.AnyAsync(m => m.EndedAt != null));
        var guest = await meeting.EnterAsGuestAsync();
        await meeting.WaitUntilWrittenAsync(guest);
        Assert.Equal(2, await meeting.ReadAsync(db => db.Meetings.CountAsync()));
    }

    [Fact]
    public async Task Who_kept_a_token_is_taken_out_of_a_room_that_is_locked_or_full()
    {
        await using var remote = await RemoteVisio.StartAsync();
        await using var meeting = await TestMeeting.StartAsync(await RunningServer.StartAsync(remote: remote));
        var guest = await meeting.EnterAsGuestAsync();
        await InCall.StayAsync(meeting.Server, meeting.Owner.Client);
        await InCall.StayAsync(meeting.Server, guest.Client);
        using var visitor = meeting.Server.NewVisitor();
        var kept = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            kept.Add((await InCall.TicketAsync(meeting.Slug, visitor, "Kept")).GetProperty("token").GetString()!);
        }

        foreach (var (token, rule) in kept.Zip<string, object>([new { locked = true }, new { locked = false, capacity = 2 }]))
        {
            using var changed = await meeting.PatchRoomAsync(rule);
            changed.EnsureSuccessStatusCode();
            await using var late = await InCall.ConnectAsync(meeting.Server, token);
            await late.WaitForCloseAsync();
            Assert.Equal(LiveKit.Protocol.DisconnectReason.ParticipantRemoved, late.Received[^1].Leave?.Reason);
        }

        Assert.Contains(await meeting.Control.ParticipantsAsync(meeting.Media), p => p.Identity == guest.Identity);
    }

    [Fact]
    public async Task What_people_write_is_kept_when_they_hand_it_in_and_nobody_hands_in_anothers()
    {
        await using var remote = await RemoteVisio.StartAsync();
        await using var meeting = await TestMeeting.StartAsync(await RunningServer.StartAsync(remote: remote));
        using (var changed = await meeting.PatchRoomAsync(new { chatHistory = true }))
        {
            changed.EnsureSuccessStatusCode();
        }

        var (owner, guest) = (meeting.Owner, await meeting.EnterAsGuestAsync());
        await owner.DoAsync("chat", new { identity = owner.Identity, topic = "lk.chat", id = "m1", text = "Hello" });
        await guest.DoAsync("chat", new { identity = guest.Identity, topic = "lk.chat", id = "m2", text = "Hello too", replyTo = "m1" });
        await guest.DoAsync("chat", new { identity = guest.Identity, topic = "chat.reaction", id = "", text = """{"id":"m1","emoji":"🎉","on":true}""" });
        Assert.Equal("not_your_identity", await guest.RefusedAsync("chat", new { identity = owner.Identity, topic = "lk.chat", id = "m3", text = "I never said so" }));
        Assert.Equal("invalid_text", await guest.RefusedAsync("chat", new { identity = guest.Identity, topic = "visio.system", id = "m4", text = "x" }));
        Assert.Equal("invalid_text", await guest.RefusedAsync("chat", new { identity = guest.Identity, topic = "lk.chat", id = "m5", text = new string('x', 2001) }));

        var late = await meeting.EnterAsGuestAsync("Late");
        var kept = await late.Browser.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/rooms/{meeting.Slug}/meeting/chat");
        var messages = kept.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(
            [("Hello", owner.Identity, "Olga"), ("Hello too", guest.Identity, "Gus")],
            messages.Select(m => (m.GetProperty("text").GetString(), m.GetProperty("from").GetString(), m.GetProperty("name").GetString())));
        Assert.Equal(guest.Identity, messages[0].GetProperty("reactions")[0].GetProperty("by")[0].GetString());
    }

    [Fact]
    public async Task The_embedded_engine_says_itself_what_is_written_and_copies_are_ignored()
    {
        await using var meeting = await TestMeeting.StartAsync(await RunningServer.StartAsync(build: Hosting()));
        using var changed = await meeting.PatchRoomAsync(new { chatHistory = true });
        await meeting.Owner.DoAsync("chat", new { identity = meeting.Owner.Identity, topic = "lk.chat", id = "m1", text = "Never sent" });
        var kept = await meeting.OwnersBrowser.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/rooms/{meeting.Slug}/meeting/chat");
        Assert.Equal(0, kept.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task Doctor_says_whether_it_answers_and_takes_the_key()
    {
        await using var remote = await RemoteVisio.StartAsync();
        using var data = new TemporaryFolder();
        var settings = remote.Use(Visio.Server.Settings.SettingsLoader.Load(new() { Dev = true, Data = data.Path }));
        var well = await Visio.Server.Doctor.MediaServerChecks.RunAsync(settings, TimeProvider.System, CancellationToken.None);
        Assert.All(well, finding => Assert.True(finding.IsWell, finding.Detail));
        Assert.Contains($"ws://{remote.Address.Authority} takes the key", well[0].Detail, StringComparison.Ordinal);
        var refused = await Visio.Server.Doctor.MediaServerChecks.RunAsync(settings with { ApiSecret = "not its secret" }, TimeProvider.System, CancellationToken.None);
        Assert.Contains("LiveKit:ApiSecret", Assert.Single(refused).Fix, StringComparison.Ordinal);
        Assert.DoesNotContain("not its secret", refused[0].Detail, StringComparison.Ordinal);
        var absent = await Visio.Server.Doctor.MediaServerChecks.RunAsync(settings with { RemoteMedia = new("http://127.0.0.1:9/") }, TimeProvider.System, CancellationToken.None);
        Assert.False(Assert.Single(absent).IsWell);
    }

    [Fact]
    public async Task Rooms_that_others_have_there_are_left_alone()
    {
        await using var remote = await RemoteVisio.StartAsync();
        await using var server = await RunningServer.StartAsync(remote: remote);
        var room = Guid.NewGuid().ToString("N");
        var token = new AccessToken { Identity = "p_of_another", Video = new() { Room = room, RoomJoin = true } };
        await using var other = await InCall.ConnectAsync(server, token.Sign("devkey", "secret", TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1)));
        var liveRooms = server.App.Services.GetRequiredService<ILiveRooms>();
        await WaitAsync(server, _ => Task.FromResult(liveRooms.CountParticipants(room) == 1));

        // The sweep of rules comes once a second.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Assert.Single(await liveRooms.ParticipantsAsync(room));
    }

    private static Func<Visio.Server.Settings.VisioSettings, Microsoft.AspNetCore.Builder.WebApplication> Hosting() => Visio.Server.Hosting.ProductHost.Build;

    private static async Task WaitAsync(RunningServer server, Func<Visio.Server.Data.VisioDb, Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await server.InDatabaseAsync(isSo))
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
