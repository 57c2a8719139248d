using System.Diagnostics;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Visio.LiveKit;
using Visio.LiveKit.Protocol;
using Visio.Server.Policies;
using Xunit.Abstractions;
using Audience = Visio.Server.Policies.Audience;

namespace Visio.Server.Tests.Meetings;

[Trait("Media", "any")]
public sealed class ModerationTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_muted_participant_is_told_and_everybody_sees_it()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();
        var sid = await guest.Client.PublishAsync(TrackSource.Microphone);

        await meeting.Owner.DoAsync("mute", new { identities = new[] { guest.Identity } });

        Assert.True((await guest.Client.WaitAsync(r => r.Mute?.Sid == sid)).Mute.Muted);
        await meeting.Owner.SeesAsync(guest, p => p.Tracks.Any(t => t.Muted));
    }

    [Fact]
    public async Task All_but_the_speakers_are_muted_in_one_turn()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var (speaker, guest) = (await meeting.EnterAsGuestAsync("Speaker"), await meeting.EnterAsGuestAsync());
        await meeting.Owner.Client.PublishAsync(TrackSource.Microphone);
        await speaker.Client.PublishAsync(TrackSource.Microphone);
        await guest.Client.PublishAsync(TrackSource.Microphone);

        using var answer = await meeting.Owner.AskAsync("mute", new { all = true, except = new[] { speaker.Identity, meeting.Owner.Identity } });

        var affected = (await RunningServer.JsonOf(answer)).GetProperty("identities").EnumerateArray().Select(i => i.GetString());
        Assert.Equal([guest.Identity], affected);
        var tracks = (await meeting.Control.ParticipantsAsync(meeting.Media)).ToDictionary(p => p.Identity, p => p.Tracks[0].Muted, StringComparer.Ordinal);
        Assert.Equal((true, false, false), (tracks[guest.Identity], tracks[speaker.Identity], tracks[meeting.Owner.Identity]));
    }

    [Fact]
    public async Task A_camera_is_muted_and_a_shared_screen_ends()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var (filmed, sharing) = (await meeting.EnterAsGuestAsync("Filmed"), await meeting.EnterAsGuestAsync("Sharing"));
        var camera = await filmed.Client.PublishAsync(TrackSource.Camera);
        var screen = await sharing.Client.PublishAsync(TrackSource.ScreenShare);

        await meeting.Owner.DoAsync("mute", new { identities = new[] { filmed.Identity }, source = "camera" });
        await meeting.Owner.DoAsync("mute", new { all = true, source = "screenShare" });

        await filmed.Client.WaitAsync(r => r.Mute?.Sid == camera);
        await sharing.Client.WaitAsync(r => r.TrackUnpublished?.TrackSid == screen);
        await meeting.Owner.SeesAsync(sharing, p => p.Tracks.Count == 0);
    }

    [Fact]
    [Trait("Media", "embedded")]
    public async Task Two_hundred_are_muted_by_one_request()
    {
        const int count = 200;
        await using var meeting = await TestMeeting.StartAsync(await RunningServer.StartAsync(s => s));
        var people = new List<InCall>();
        foreach (var batch in Enumerable.Range(0, count).Chunk(20))
        {
            people.AddRange(await Task.WhenAll(batch.Select(async i =>
            {
                var guest = await InCall.EnterAsync(meeting.Server, meeting.Slug, meeting.Server.NewVisitor(), $"Guest {i}");
                await guest.Client.PublishAsync(TrackSource.Microphone);
                return guest;
            })));
        }

        var stopwatch = Stopwatch.StartNew();
        using var answer = await meeting.Owner.AskAsync("mute", new { all = true });
        var answered = stopwatch.ElapsedMilliseconds;
        await Task.WhenAll(people.Select(p => p.Client.WaitAsync(r => r.Mute is { Muted: true })));
        output.WriteLine($"{count} muted: answered after {answered} ms, all told after {stopwatch.ElapsedMilliseconds} ms");

        Assert.Equal(count, (await RunningServer.JsonOf(answer)).GetProperty("identities").GetArrayLength());
        // Measured: 1.4 s while other work went on. A busy machine takes longer; call by call it would be minutes.
        Assert.InRange(stopwatch.ElapsedMilliseconds, 0, 30_000);
        foreach (var person in people)
        {
            await person.DisposeAsync();
        }
    }

    [Fact]
    public async Task Muting_others_is_for_hosts_unless_the_room_allows_it_and_then_one_microphone_at_a_time()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var (guest, other) = (await meeting.EnterAsGuestAsync(), await meeting.EnterAsGuestAsync("Other"));
        var sid = await other.Client.PublishAsync(TrackSource.Microphone);
        var one = new { identities = new[] { other.Identity } };
        await meeting.WaitUntilWrittenAsync(guest);
        Assert.Equal("host_required", await guest.RefusedAsync("mute", one));

        using var changed = await meeting.PatchRoomAsync(new { rights = new { muteOthers = "everyone" } });
        Assert.True(changed.IsSuccessStatusCode);

        await guest.DoAsync("mute", one);
        await other.Client.WaitAsync(r => r.Mute?.Sid == sid);
        Assert.Equal("host_required", await guest.RefusedAsync("mute", new { all = true }));
        Assert.Equal("host_required", await guest.RefusedAsync("mute", new { one.identities, source = "camera" }));
        using var outsider = meeting.Server.NewVisitor();
        using var refused = await outsider.PostAsJsonAsync($"/api/v1/rooms/{meeting.Slug}/meeting/mute", one);
        Assert.Equal("not_in_meeting", await RunningServer.CodeOf(refused));
    }

    [Fact]
    public async Task Only_those_who_are_silent_are_asked_to_unmute()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var (silent, loud) = (await meeting.EnterAsGuestAsync("Silent"), await meeting.EnterAsGuestAsync("Loud"));
        await loud.Client.PublishAsync(TrackSource.Microphone);

        using var answer = await meeting.Owner.AskAsync("ask-unmute", new { identities = new[] { silent.Identity, loud.Identity } });

        Assert.Equal([silent.Identity], (await RunningServer.JsonOf(answer)).GetProperty("identities").EnumerateArray().Select(i => i.GetString()));
    }

    [Fact]
    public async Task Who_is_removed_cannot_come_back_with_any_old_token_but_may_ask_again()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();
        var spare = await InCall.TicketAsync(meeting.Slug, guest.Browser, "Spare");

        await meeting.Owner.DoAsync("remove", new { identities = new[] { guest.Identity } });

        Assert.Equal("removed", await guest.WaitForRemovalAsync());
        await meeting.Owner.SeesAsync(guest, p => p.DisconnectReason == DisconnectReason.ParticipantRemoved);
        Assert.False(await guest.MayComeBackAsync());
        using var kept = await guest.Browser.GetAsync(RunningServer.ValidateUrl(spare.GetProperty("token").GetString()));
        Assert.False(kept.IsSuccessStatusCode);
        await using var again = await InCall.EnterAsync(meeting.Server, meeting.Slug, guest.Browser, "Gus");
        Assert.NotEqual(guest.Identity, again.Identity);
    }

    [Fact]
    public async Task Removing_one_device_leaves_the_other_and_a_ban_takes_both()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var laptop = await meeting.EnterAsUserAsync();
        var phone = await InCall.EnterAsync(meeting.Server, meeting.Slug, laptop.Browser, "Uma's phone");

        await meeting.Owner.DoAsync("remove", new { identities = new[] { laptop.Identity } });
        await laptop.WaitForRemovalAsync();
        Assert.Contains(await meeting.Control.ParticipantsAsync(meeting.Media), p => p.Identity == phone.Identity);

        await meeting.Owner.DoAsync("remove", new { identities = new[] { phone.Identity }, ban = true });
        Assert.Equal("banned", await phone.WaitForRemovalAsync());
        Assert.False(await phone.MayComeBackAsync());
        using var rejoin = await laptop.Browser.PostAsJsonAsync($"/api/v1/rooms/{meeting.Slug}/join", new { displayName = "Uma" });
        Assert.Equal("banned", await RunningServer.CodeOf(rejoin));
        await phone.Client.DisposeAsync();
    }

    [Fact]
    public async Task A_banned_guest_waits_with_a_new_cookie_and_others_who_were_there_before_do_not()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();
        var bystander = await meeting.EnterAsGuestAsync("By");

        await meeting.Owner.DoAsync("remove", new { identities = new[] { guest.Identity }, ban = true });

        await guest.WaitForRemovalAsync();
        using var same = await guest.Browser.PostAsJsonAsync($"/api/v1/rooms/{meeting.Slug}/join", new { displayName = "Gus" });
        Assert.Equal("banned", await RunningServer.CodeOf(same));
        using var disguised = meeting.Server.NewVisitor();
        using var anew = await disguised.PostAsJsonAsync($"/api/v1/rooms/{meeting.Slug}/join", new { displayName = "Somebody else" });
        Assert.Equal(System.Net.HttpStatusCode.Accepted, anew.StatusCode);
        await InCall.TicketAsync(meeting.Slug, bystander.Browser, "By");
    }

    [Fact]
    public async Task A_promoted_guest_moderates_and_a_demoted_one_does_not_any_more()
    {
        await using var meeting = await TestMeeting.StartAsync();
        using (await meeting.PatchRoomAsync(new { rights = new { screenShare = "hosts" } }))
        {
        }

        var (guest, other) = (await meeting.EnterAsGuestAsync(), await meeting.EnterAsGuestAsync("Other"));
        await meeting.WaitUntilWrittenAsync(guest, other);
        Assert.Equal("host_required", await guest.RefusedAsync("lower-hands", new { all = true }));

        await meeting.Owner.DoAsync("roles", new { identity = guest.Identity, role = "coHost" });
        var seen = await other.SeesAsync(guest, p => p.Attributes.GetValueOrDefault("visio.role") == "coHost");
        Assert.Contains(TrackSource.ScreenShare, seen.Update.Participants.Single(p => p.Identity == guest.Identity).Permission.CanPublishSources);
        await guest.DoAsync("lower-hands", new { all = true });
        await guest.Client.PublishAsync(TrackSource.ScreenShare);

        await meeting.Owner.DoAsync("roles", new { identity = guest.Identity, role = "participant" });
        await other.SeesAsync(guest, p => p.Attributes.GetValueOrDefault("visio.role") == "participant" && p.Tracks.Count == 0);
        Assert.Equal("host_required", await guest.RefusedAsync("lower-hands", new { all = true }));

        // Neither the token of the join nor the one from the time as a host gives back what was taken.
        foreach (var token in guest.Client.Received.Where(r => r.RefreshToken.Length > 0).Select(r => r.RefreshToken).ToList())
        {
            await using var back = await InCall.ConnectAsync(meeting.Server, token);
            await InCall.ArrivesAsync(
                meeting.Server, back, p => p.Attributes["visio.role"] == "participant" && !p.Permission.CanPublishSources.Contains(TrackSource.ScreenShare));
        }
    }

    [Fact]
    public async Task A_role_is_kept_beyond_the_meeting_only_when_asked()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var user = await meeting.EnterAsUserAsync();
        await meeting.WaitUntilWrittenAsync(user);
        var id = (await meeting.AdmissionOfAsync(user)).UserId!.Value;
        Task<RoomRole?> NamedAsync() => meeting.ReadAsync(db => db.RoomMembers.Where(m => m.UserId == id).Select(m => (RoomRole?)m.Role).SingleOrDefaultAsync());

        await meeting.Owner.DoAsync("roles", new { identity = user.Identity, role = "coHost" });
        Assert.Null(await NamedAsync());
        await meeting.Owner.DoAsync("roles", new { identity = user.Identity, role = "coHost", persist = true });
        Assert.Equal(RoomRole.CoHost, await NamedAsync());

        // A demotion has to take the name too, or the next request would have its power again.
        await meeting.Owner.DoAsync("roles", new { identity = user.Identity, role = "participant" });
        Assert.Equal(RoomRole.Member, await NamedAsync());
        Assert.Equal("host_required", await user.RefusedAsync("end", new { }));
        await meeting.Owner.DoAsync("roles", new { identity = user.Identity, role = "participant", persist = true });
        Assert.Null(await NamedAsync());
        Assert.Equal(RoomRole.Participant, (await meeting.AdmissionOfAsync(user)).Role);

        var guest = await meeting.EnterAsGuestAsync();
        Assert.Equal("account_required", await meeting.Owner.RefusedAsync("roles", new { identity = guest.Identity, role = "member", persist = true }));
    }

    [Fact]
    public async Task A_host_has_no_power_over_an_owner_and_the_last_owner_stays()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var host = await meeting.EnterAsUserAsync();
        await meeting.WaitUntilWrittenAsync(host);
        await meeting.Owner.DoAsync("roles", new { identity = host.Identity, role = "coHost" });
        var owner = new[] { meeting.Owner.Identity };

        Assert.Equal("owner_protected", await host.RefusedAsync("roles", new { identity = owner[0], role = "participant" }));
        Assert.Equal("owner_protected", await host.RefusedAsync("remove", new { identities = owner }));
        Assert.Equal("owner_protected", await host.RefusedAsync("remove", new { identities = owner, ban = true }));
        Assert.Equal("owner_required", await host.RefusedAsync("roles", new { identity = host.Identity, role = "owner" }));
        Assert.Equal("last_owner", await meeting.Owner.RefusedAsync("roles", new { identity = owner[0], role = "coHost" }));
        Assert.Contains(await meeting.Control.ParticipantsAsync(meeting.Media), p => p.Identity == owner[0]);
    }

    [Fact]
    public async Task Rights_of_the_room_are_changed_for_everybody_at_once()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var (guest, second) = (await meeting.EnterAsGuestAsync(), await meeting.EnterAsGuestAsync("Second"));
        var sid = await guest.Client.PublishAsync(TrackSource.Camera);

        using var changed = await meeting.PatchRoomAsync(new { title = "New", locked = true, rights = new { camera = nameof(Audience.Hosts).ToLowerInvariant() } });
        Assert.True(changed.IsSuccessStatusCode);

        await guest.Client.WaitAsync(r => r.TrackUnpublished?.TrackSid == sid);
        await second.SeesAsync(second, p => !p.Permission.CanPublishSources.Contains(TrackSource.Camera));
        var told = await meeting.Owner.Client.WaitAsync(r => r.RoomUpdate?.Room.Metadata.Contains("\"locked\":true", StringComparison.Ordinal) == true);
        Assert.Contains("\"camera\":\"hosts\"", told.RoomUpdate.Room.Metadata, StringComparison.Ordinal);
        var owner = (await meeting.Control.ParticipantsAsync(meeting.Media)).Single(p => p.Identity == meeting.Owner.Identity);
        Assert.Contains(LiveSource.Camera, owner.Rights.PublishSources);
    }

    [Fact]
    public async Task Hands_are_raised_by_their_owners_and_lowered_by_hosts_too()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var (guest, other) = (await meeting.EnterAsGuestAsync(), await meeting.EnterAsGuestAsync("Other"));

        Assert.Equal("not_your_identity", await guest.RefusedAsync("hand", new { identity = other.Identity, raised = true }));
        await guest.DoAsync("hand", new { identity = guest.Identity, raised = true });
        var raised = await other.SeesAsync(guest, p => p.Attributes.ContainsKey("visio.hand"));
        var since = raised.Update.Participants.Single(p => p.Identity == guest.Identity).Attributes["visio.hand"];

        // Raising it again keeps the place, and a full reconnect does too, whatever the token says.
        await guest.DoAsync("hand", new { identity = guest.Identity, raised = true });
        await using var back = await InCall.ConnectAsync(meeting.Server, guest.Token);
        await InCall.ArrivesAsync(meeting.Server, back, p => p.Attributes.GetValueOrDefault("visio.hand") == since);

        Assert.Equal("host_required", await other.RefusedAsync("lower-hands", new { all = true }));
        await meeting.Owner.DoAsync("lower-hands", new { all = true });
        await other.SeesAsync(guest, p => !p.Attributes.ContainsKey("visio.hand"));
        await using var later = await InCall.ConnectAsync(meeting.Server, back.Received.First(r => r.RefreshToken.Length > 0).RefreshToken);
        await InCall.ArrivesAsync(meeting.Server, later, p => !p.Attributes.ContainsKey("visio.hand"));
    }

    [Fact]
    public async Task A_spotlight_is_in_the_metadata_and_for_hosts_to_set()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();
        Assert.Contains("\"spotlight\":[]", guest.Client.Join.Room.Metadata, StringComparison.Ordinal);
        Assert.Equal("host_required", await guest.RefusedAsync("spotlight", new { identities = new[] { guest.Identity } }));

        await meeting.Owner.DoAsync("spotlight", new { identities = new[] { guest.Identity, "p_nobody" } });

        await guest.Client.WaitAsync(r => r.RoomUpdate?.Room.Metadata.Contains($"\"spotlight\":[\"{guest.Identity}\"]", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task People_rename_themselves_and_nobody_else()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var (guest, other) = (await meeting.EnterAsGuestAsync(), await meeting.EnterAsGuestAsync("Other"));
        Assert.Equal("not_your_identity", await meeting.Owner.RefusedAsync("rename", new { identity = guest.Identity, name = "Clown" }));
        Assert.Equal("invalid_display_name", await guest.RefusedAsync("rename", new { identity = guest.Identity, name = "\u202Eevil" }));

        await guest.DoAsync("rename", new { identity = guest.Identity, name = "Gustave" });

        await other.SeesAsync(guest, p => p.Name == "Gustave");
        Assert.Equal("Gustave", (await meeting.AdmissionOfAsync(guest)).Name);
    }

    [Fact]
    public async Task Ending_for_all_tells_everybody_and_takes_back_every_token()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();
        Assert.Equal("host_required", await guest.RefusedAsync("end", new { }));

        await meeting.Owner.DoAsync("end", new { });

        await guest.Client.WaitForCloseAsync();
        Assert.Equal(DisconnectReason.RoomDeleted, guest.Client.Received[^1].Leave.Reason);
        Assert.False(await guest.MayComeBackAsync());
        Assert.Equal("no_meeting", await meeting.Owner.RefusedAsync("end", new { }));
    }

    [Fact]
    public async Task The_meeting_is_listed_for_those_inside()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();
        await guest.Client.PublishAsync(TrackSource.Microphone);

        var seen = await guest.Browser.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/v1/rooms/{meeting.Slug}/meeting");

        var people = seen.GetProperty("participants").EnumerateArray().ToList();
        Assert.Equal([("Olga", "owner", false), ("Gus", "participant", true)], people.Select(p =>
            (p.GetProperty("name").GetString()!, p.GetProperty("role").GetString()!, p.GetProperty("guest").GetBoolean())));
        Assert.Equal("microphone", people[1].GetProperty("tracks")[0].GetProperty("source").GetString());
        using var outsider = meeting.Server.NewVisitor();
        using var refused = await outsider.GetAsync($"/api/v1/rooms/{meeting.Slug}/meeting");
        Assert.Equal("not_in_meeting", await RunningServer.CodeOf(refused));
    }

    [Theory]
    [InlineData("mute", "{}", "invalid_targets")]
    [InlineData("mute", """{"identities":["a"],"all":true}""", "invalid_targets")]
    [InlineData("mute", """{"identities":[null]}""", "invalid_targets")]
    [InlineData("mute", """{"identities":[""]}""", "invalid_targets")]
    [InlineData("mute", """{"identities":["a"],"source":"soul"}""", "invalid_source")]
    [InlineData("mute", """{"identities":7}""", "invalid_request")]
    [InlineData("ask-unmute", """{"all":true,"source":"screenShare"}""", "invalid_source")]
    [InlineData("remove", "{}", "invalid_targets")]
    [InlineData("remove", """{"identities":["a"],"ban":"yes"}""", "invalid_request")]
    [InlineData("roles", """{"role":"coHost"}""", "invalid_identity")]
    [InlineData("roles", """{"identity":"a","role":"king"}""", "invalid_role")]
    [InlineData("roles", """{"identity":"p_nobody","role":"member"}""", "participant_not_found")]
    [InlineData("hand", """{"identity":"a"}""", "invalid_raised")]
    [InlineData("hand", """{"identity":"a","raised":true}""", "not_your_identity")]
    [InlineData("hand", """{"identity":"a\u0000","raised":true}""", "invalid_identity")]
    [InlineData("remove", """{"identities":["a\u0000"]}""", "invalid_targets")]
    [InlineData("rename", """{"identity":"a","name":null}""", "invalid_display_name")]
    [InlineData("spotlight", "{}", "invalid_targets")]
    [InlineData("lower-hands", """{"all":false}""", "invalid_targets")]
    public async Task Bodies_that_make_no_sense_are_refused(string what, string body, string code)
    {
        await using var meeting = await TestMeeting.StartAsync();
        using var content = RunningServer.Json(body);
        using var answer = await meeting.OwnersBrowser.PostAsync($"/api/v1/rooms/{meeting.Slug}/meeting/{what}", content);
        Assert.Equal(code, await RunningServer.CodeOf(answer));
    }
}
