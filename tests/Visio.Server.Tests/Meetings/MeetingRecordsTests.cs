using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Data;
using Visio.Server.Events;
using Visio.Server.Meetings;

namespace Visio.Server.Tests.Meetings;

[Trait("Media", "any")]
public sealed class MeetingRecordsTests
{
    [Fact]
    public async Task It_is_written_who_was_there_and_told_in_order()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var told = new ConcurrentQueue<ProductEvent>();
        using var listening = meeting.Server.App.Services.GetRequiredService<EventFeed>().Subscribe(happened =>
        {
            if (happened.Data is MeetingEvent)
            {
                told.Enqueue(happened);
            }
        });
        var guest = await meeting.EnterAsGuestAsync();
        await meeting.WaitUntilWrittenAsync(guest, meeting.Owner);
        await guest.Client.SendAsync(new() { Leave = new() });
        await meeting.WaitForAsync(db => db.Admissions.AnyAsync(a => a.Identity == guest.Identity && a.LeftAt != null));

        var going = await meeting.ReadAsync(db => db.Meetings.AsNoTracking().SingleAsync());
        Assert.Equal((2, 2, null), (going.PeakParticipants, going.Joins, going.EndedAt));
        Assert.Equal(going.Id, (await meeting.AdmissionOfAsync(guest)).MeetingId);
        Assert.NotNull((await meeting.ReadAsync(db => db.Rooms.AsNoTracking().SingleAsync())).LastUsedAt);

        await meeting.Owner.DoAsync("end", new { });
        await meeting.WaitForAsync(db => db.Meetings.AnyAsync(m => m.EndedAt != null));
        await meeting.WaitForAsync(_ => Task.FromResult(told.Any(t => t.Type == EventTypes.MeetingEnded)));

        var owner = meeting.Owner.Identity;
        Assert.Equal(
            [
                (EventTypes.ParticipantJoined, guest.Identity), (EventTypes.ParticipantLeft, guest.Identity),
                (EventTypes.ParticipantLeft, owner), (EventTypes.MeetingEnded, null),
            ],
            told.SkipWhile(t => t.Type == EventTypes.MeetingStarted || (t.Type == EventTypes.ParticipantJoined && ((MeetingEvent)t.Data).Participant!.Identity == owner))
                .Select(t => (t.Type, ((MeetingEvent)t.Data).Participant?.Identity)));
        Assert.All(told, t => Assert.Equal(meeting.Slug, ((MeetingEvent)t.Data).Slug));
    }

    [Fact]
    public async Task A_full_reconnect_is_one_stay()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();
        await meeting.WaitUntilWrittenAsync(guest);
        var joined = (await meeting.AdmissionOfAsync(guest)).JoinedAt;

        await using var back = await InCall.ConnectAsync(meeting.Server, guest.Token);
        var witness = await meeting.EnterAsGuestAsync("Witness");
        await meeting.WaitUntilWrittenAsync(witness);

        var stay = await meeting.AdmissionOfAsync(guest);
        Assert.Equal((joined, null), (stay.JoinedAt, stay.LeftAt));
        Assert.Equal(3, (await meeting.ReadAsync(db => db.Meetings.AsNoTracking().SingleAsync())).Joins);
    }

    [Fact]
    [Trait("Media", "embedded")]
    public async Task A_server_that_is_stopped_leaves_nothing_open()
    {
        using var data = new TemporaryFolder();
        await using (var meeting = await TestMeeting.StartAsync(await RunningServer.StartAsync(data: data)))
        {
            await meeting.EnterAsGuestAsync();
        }

        await using var db = Data.TestDatabase.Open(data);
        Assert.Equal(2, await db.Admissions.CountAsync(a => a.JoinedAt != null && a.LeftAt != null));
        Assert.Equal(1, await db.Meetings.CountAsync(m => m.EndedAt != null && m.PeakParticipants == 2));
    }

    [Fact]
    [Trait("Media", "embedded")]
    public async Task What_a_crash_left_open_is_closed_at_the_next_start()
    {
        using var data = new TemporaryFolder();
        await using (var meeting = await TestMeeting.StartAsync(await RunningServer.StartAsync(data: data)))
        {
            await meeting.EnterAsGuestAsync();
        }

        await using (var db = Data.TestDatabase.Open(data))
        {
            await db.Admissions.ExecuteUpdateAsync(change => change.SetProperty(a => a.LeftAt, (DateTimeOffset?)null));
            await db.Meetings.ExecuteUpdateAsync(change => change.SetProperty(m => m.EndedAt, (DateTimeOffset?)null));
        }

        await using var second = await RunningServer.StartAsync(data: data);

        await using var scope = second.App.Services.CreateAsyncScope();
        var after = scope.ServiceProvider.GetRequiredService<VisioDb>();
        Assert.False(await after.Admissions.AnyAsync(a => a.JoinedAt != null && a.LeftAt == null));
        Assert.False(await after.Meetings.AnyAsync(m => m.EndedAt == null));
    }
}
