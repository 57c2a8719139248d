using System.Net.WebSockets;
using Microsoft.EntityFrameworkCore;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tests;
using Visio.LiveKit.Tokens;

namespace Visio.Server.Tests.Meetings;

public sealed class TokenReviewTests
{
    [Fact]
    public async Task Of_our_own_tokens_nothing_counts_but_the_identity()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();
        await using var back = await InCall.ConnectAsync(meeting.Server, Sign(guest.Identity, meeting.Media, new()
        {
            CanUpdateOwnMetadata = true,
            Hidden = true,
            RoomAdmin = true,
            Recorder = true,
        }));

        var self = back.Join.Participant;
        Assert.Equal(("Gus", "participant", "true"), (self.Name, self.Attributes["visio.role"], self.Attributes["visio.guest"]));
        Assert.False(self.Attributes.ContainsKey("forged"));
        Assert.Equal((false, false, false), (self.Permission.Hidden, self.Permission.CanUpdateMetadata, self.Permission.Recorder));
    }

    [Fact]
    public async Task Attributes_cannot_be_forged()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();

        await guest.Client.SendAsync(new() { UpdateMetadata = new() { Attributes = { ["visio.role"] = "owner" }, RequestId = 7 } });

        var answer = await guest.Client.WaitAsync(r => r.RequestResponse is { RequestId: 7 });
        Assert.Equal(RequestResponse.Types.Reason.NotAllowed, answer.RequestResponse.Reason);
        var request = JoinRequests.Default();
        request.ParticipantAttributes["visio.role"] = "owner";
        await RefusedAsync(meeting, guest.Token, request);
        var seen = (await meeting.Control.ParticipantsAsync(meeting.Media)).Single(p => p.Identity == guest.Identity);
        Assert.Equal("participant", seen.Attributes["visio.role"]);
    }

    [Fact]
    public async Task An_identity_without_an_admission_or_of_another_room_is_refused()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();

        await RefusedAsync(meeting, Sign("p_AAAAAAAAAAAAAAAAAAAAAA", meeting.Media, new()));
        await RefusedAsync(meeting, Sign(guest.Identity, Guid.NewGuid().ToString("N"), new()));
    }

    [Fact]
    public async Task Tokens_that_an_operator_signed_pass_as_they_are()
    {
        await using var meeting = await TestMeeting.StartAsync();

        await using var agent = await InCall.ConnectAsync(
            meeting.Server, Sign("robot", meeting.Media, new() { CanPublish = false, CanUpdateOwnMetadata = true }));

        Assert.Equal("1", agent.Join.Participant.Attributes["forged"]);
        Assert.True(agent.Join.Participant.Permission.CanUpdateMetadata);
    }

    [Fact]
    public async Task A_lock_refuses_tokens_that_were_not_used_yet_and_keeps_nobody_from_reconnecting()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();
        using var late = meeting.Server.NewVisitor();
        var unused = (await InCall.TicketAsync(meeting.Slug, late, "Late")).GetProperty("token").GetString()!;

        using var locked = await meeting.PatchRoomAsync(new { locked = true });
        Assert.True(locked.IsSuccessStatusCode);

        await RefusedAsync(meeting, unused);
        await using var resumed = await InCall.ConnectAsync(meeting.Server, guest.Token, guest.Client.Join.Participant.Sid);
        await using var reconnected = await InCall.ConnectAsync(meeting.Server, guest.Token);
        using var unlocked = await meeting.PatchRoomAsync(new { locked = false });
        await using var entered = await InCall.ConnectAsync(meeting.Server, unused);
    }

    [Fact]
    public async Task A_full_room_takes_in_hosts_and_those_who_are_in_it()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();
        var tickets = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            using var visitor = meeting.Server.NewVisitor();
            tickets.Add((await InCall.TicketAsync(meeting.Slug, visitor, "More")).GetProperty("token").GetString()!);
        }

        using var changed = await meeting.PatchRoomAsync(new { capacity = 3 });
        Assert.True(changed.IsSuccessStatusCode);
        var outcomes = await Task.WhenAll(tickets.Select(async token =>
        {
            try
            {
                return await InCall.ConnectAsync(meeting.Server, token);
            }
            catch (WebSocketException)
            {
                return null;
            }
        }));

        await using var only = Assert.Single(outcomes.OfType<SignalClient>());
        await using var back = await InCall.ConnectAsync(meeting.Server, guest.Token);
        await using var owner = await InCall.ConnectAsync(meeting.Server, meeting.Owner.Token);
    }

    [Fact]
    public async Task A_room_whose_time_is_over_takes_in_nobody_and_ends_its_meeting()
    {
        await using var meeting = await TestMeeting.StartAsync();
        var guest = await meeting.EnterAsGuestAsync();

        var over = DateTimeOffset.UnixEpoch;
        await meeting.ReadAsync(db => db.Rooms.ExecuteUpdateAsync(change => change.SetProperty(r => r.ExpiresAt, over)));

        await RefusedAsync(meeting, guest.Token);
        await guest.Client.WaitForCloseAsync();
        Assert.Equal(DisconnectReason.RoomDeleted, guest.Client.Received[^1].Leave.Reason);
    }

    private static string Sign(string identity, string room, VideoGrant grant) => new AccessToken
    {
        Identity = identity,
        Name = "Forged",
        Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["forged"] = "1" },
        Video = grant with { RoomJoin = true, Room = room },
    }.Sign("devkey", "secret", TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(10));

    private static async Task RefusedAsync(TestMeeting meeting, string token, JoinRequest? request = null)
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => SignalClient.ConnectAsync(meeting.Server.Address, token, request));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
    }
}
