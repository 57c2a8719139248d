using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.LiveKit.Protocol;
using Visio.Server.Accounts;
using Visio.Server.Events;
using Visio.Server.Meetings;
using Xunit.Abstractions;
using Audience = Visio.Server.Policies.Audience;

namespace Visio.Server.Tests.Meetings;

[Trait("Media", "any")]
public sealed class LiveRulesTests(ITestOutputHelper output)
{
    /// <summary>What is allowed where another process did it. Whoever is told is faster; web/e2e measures that, on a live call.</summary>
    private const int LimitMs = 20_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_disabled_is_out_at_once_also_when_another_process_did_it(bool isTold)
    {
        await using var meeting = await TestMeeting.StartAsync();
        var user = await meeting.EnterAsUserAsync();
        await meeting.WaitUntilWrittenAsync(user);
        var id = (await meeting.AdmissionOfAsync(user)).UserId;

        var stopwatch = Stopwatch.StartNew();
        var now = TimeProvider.System.GetUtcNow();
        await meeting.ReadAsync(db => db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(change => change.SetProperty(u => u.DisabledAt, now)));
        Tell(meeting, isTold);

        Assert.Equal("revoked", await user.WaitForRemovalAsync());
        output.WriteLine($"out after {stopwatch.ElapsedMilliseconds} ms, {(isTold ? "told" : "found")}");
        Assert.True(stopwatch.ElapsedMilliseconds < LimitMs);
        Assert.False(await user.MayComeBackAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whose_session_is_revoked_is_out_and_who_just_signs_out_stays(bool isTold)
    {
        await using var meeting = await TestMeeting.StartAsync();
        var (leaving, staying) = (await meeting.EnterAsUserAsync("Leaving"), await meeting.EnterAsUserAsync("Staying"));
        await meeting.WaitUntilWrittenAsync(leaving, staying);
        using var signedOut = await staying.Browser.DeleteAsync("/api/v1/session");
        var session = (await meeting.AdmissionOfAsync(leaving)).SessionId!;

        var stopwatch = Stopwatch.StartNew();
        if (isTold)
        {
            await using var scope = meeting.Server.App.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Sessions>().RevokeAsync(session, CancellationToken.None);
        }
        else
        {
            var now = TimeProvider.System.GetUtcNow();
            await meeting.ReadAsync(db => db.Sessions.Where(s => s.Id == session).ExecuteUpdateAsync(change => change.SetProperty(s => s.RevokedAt, now)));
        }

        Assert.Equal("revoked", await leaving.WaitForRemovalAsync());
        output.WriteLine($"out after {stopwatch.ElapsedMilliseconds} ms, {(isTold ? "told" : "found")}");
        Assert.True(stopwatch.ElapsedMilliseconds < LimitMs);
        Assert.False(await leaving.MayComeBackAsync());
        Assert.Contains(await meeting.Control.ParticipantsAsync(meeting.Media), p => p.Identity == staying.Identity);
    }

    [Fact]
    public async Task An_admission_that_is_taken_back_ends_the_stay_whoever_wrote_it()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();
        await meeting.WaitUntilWrittenAsync(guest);
        var now = TimeProvider.System.GetUtcNow();

        await meeting.ReadAsync(db => db.Admissions.Where(a => a.Identity == guest.Identity)
            .ExecuteUpdateAsync(change => change.SetProperty(a => a.RevokedAt, now)));

        await guest.WaitForRemovalAsync();
        Assert.False(await guest.MayComeBackAsync());
    }

    [Fact]
    public async Task What_another_process_changes_of_a_room_reaches_those_in_it()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();

        await meeting.ReadAsync(async db =>
        {
            var room = await db.Rooms.SingleAsync();
            (room.Title, room.Rights) = ("Renamed", room.Rights with { Chat = Audience.Hosts });
            return await db.SaveChangesAsync();
        });

        // In either order: rights are looked at again right after a join as well.
        var received = guest.Client.Received;
        await guest.Client.WaitAsync(_ =>
            received.Exists(r => r.RoomUpdate?.Room.Metadata.Contains("Renamed", StringComparison.Ordinal) == true)
            && received.Exists(r => r.Update?.Participants.Any(p => p.Identity == guest.Identity && !p.Permission.CanPublishData) == true));
    }

    [Fact]
    public async Task A_room_is_locked_from_the_moment_of_the_change_however_late_that_is_carried_over()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var services = meeting.Server.App.Services;
        var room = Guid.ParseExact(meeting.Media, "N");
        var changed = TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(5);
        services.GetRequiredService<EventFeed>().Publish(new(EventTypes.RoomUpdated, changed, room, new { }));

        await meeting.ReadAsync(db => db.Rooms.ExecuteUpdateAsync(change => change.SetProperty(r => r.Locked, true)));

        var rules = services.GetRequiredService<LiveRules>();
        await meeting.WaitForAsync(_ => Task.FromResult(rules.LockedSince(room) is not null));
        Assert.Equal(changed, rules.LockedSince(room));
    }

    [Fact]
    public async Task A_member_who_is_demoted_by_name_loses_the_role_in_the_call()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var host = await meeting.EnterAsUserAsync();
        await meeting.WaitUntilWrittenAsync(host);
        var id = (await meeting.AdmissionOfAsync(host)).UserId;
        await meeting.Owner.DoAsync("roles", new { identity = host.Identity, role = "coHost", persist = true });

        using var removed = await meeting.OwnersBrowser.DeleteAsync($"/api/v1/rooms/{meeting.Slug}/members/{id}");
        Assert.True(removed.IsSuccessStatusCode, await removed.Content.ReadAsStringAsync());

        await meeting.Owner.SeesAsync(host, p => p.Attributes["visio.role"] == "participant");
        Assert.Equal("host_required", await host.RefusedAsync("end", new { }));
    }

    [Fact]
    public async Task A_room_that_is_deleted_ends_its_meeting()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();

        using var deleted = await meeting.OwnersBrowser.DeleteAsync($"/api/v1/rooms/{meeting.Slug}");
        Assert.True(deleted.IsSuccessStatusCode);

        await guest.Client.WaitForCloseAsync();
        Assert.Equal(DisconnectReason.RoomDeleted, guest.Client.Received[^1].Leave.Reason);
        Assert.False(await guest.MayComeBackAsync());
    }

    [Fact]
    public async Task A_room_deleted_by_another_process_ends_its_meeting_too()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();
        await meeting.WaitUntilWrittenAsync(guest);

        await meeting.ReadAsync(db => db.Rooms.ExecuteDeleteAsync());

        await guest.Client.WaitForCloseAsync();
        Assert.Equal(DisconnectReason.RoomDeleted, guest.Client.Received[^1].Leave.Reason);
    }

    private static void Tell(TestMeeting meeting, bool isTold)
    {
        if (isTold)
        {
            meeting.Server.App.Services.GetRequiredService<EventFeed>().Publish(
                new(EventTypes.AccessRevoked, TimeProvider.System.GetUtcNow(), null, new { }));
        }
    }
}
