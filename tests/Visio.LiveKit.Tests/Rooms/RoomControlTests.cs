using System.Collections.Concurrent;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Tests.Rooms;

public sealed class RoomControlTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    private RoomControl Control => host.Server.Control;

    [Fact]
    public async Task Participants_are_listed_with_what_they_publish_and_may_do()
    {
        const string room = nameof(Participants_are_listed_with_what_they_publish_and_may_do);
        await using var ann = await JoinAsync("ann", room);
        var sid = await ann.PublishAsync(TrackSource.Microphone);
        await using var bob = await JoinAsync("bob", room);

        var participants = await Control.ParticipantsAsync(room);

        Assert.Equal(["ann", "bob"], participants.Select(p => p.Identity));
        Assert.Equal(new LiveTrack(sid, LiveSource.Microphone, false), Assert.Single(participants[0].Tracks));
        Assert.Equal(4, participants[1].Rights.PublishSources.Count);
        Assert.True(participants[1].Rights.PublishData);
        Assert.Contains(room, Control.Rooms());
        Assert.Empty(await Control.ParticipantsAsync("nobody is here"));
    }

    [Fact]
    public async Task Everybody_is_changed_in_one_message()
    {
        const string room = nameof(Everybody_is_changed_in_one_message);
        await using var ann = await JoinAsync("ann", room);
        await using var bob = await JoinAsync("bob", room);
        await using var eve = await JoinAsync("eve", room);

        var changed = await Control.UpdateAsync(
            room,
            p => p.Identity == "eve" ? null : new() { Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["role"] = "host" } });

        Assert.Equal(["ann", "bob"], changed.Order(StringComparer.Ordinal));
        var update = await eve.WaitAsync(r => r.Update?.Participants.Count == 2);
        Assert.All(update.Update.Participants, p => Assert.Equal("host", p.Attributes["role"]));
        await ann.WaitAsync(r => r.Update?.Participants.Count == 2);
        await ann.WaitAsync(r => r.RefreshToken.Length > 0);
        Assert.Empty(await Control.UpdateAsync(
            room,
            p => p.Identity == "eve" ? null : new() { Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["role"] = "host" } }));
    }

    [Fact]
    public async Task Rights_that_are_taken_end_what_they_allowed()
    {
        const string room = nameof(Rights_that_are_taken_end_what_they_allowed);
        await using var ann = await JoinAsync("ann", room);
        var sid = await ann.PublishAsync(TrackSource.ScreenShare);

        await Control.UpdateAsync(room, _ => new() { Rights = new() { PublishSources = [LiveSource.Microphone] } });

        await ann.WaitAsync(r => r.TrackUnpublished?.TrackSid == sid);
        await ann.WaitAsync(r => r.Update?.Participants[0] is { Tracks.Count: 0, Permission: { CanPublishData: false, CanPublish: true } });
        await ann.SendAsync(new() { AddTrack = new() { Cid = "again", Source = TrackSource.ScreenShare } });
        await ann.WaitAsync(r => r.RequestResponse is { Reason: RequestResponse.Types.Reason.NotAllowed });

        await Control.UpdateAsync(room, _ => new() { Rights = new() });
        await ann.SendAsync(new() { AddTrack = new() { Cid = "mic", Source = TrackSource.Microphone } });
        await ann.WaitAsync(r => r.RequestResponse is { Reason: RequestResponse.Types.Reason.NotAllowed, AddTrack.Cid: "mic" });
    }

    [Fact]
    public async Task A_track_announced_before_its_right_was_taken_does_not_come_up()
    {
        const string room = nameof(A_track_announced_before_its_right_was_taken_does_not_come_up);
        await using var ann = await JoinAsync("ann", room);
        await ann.SendAsync(new() { AddTrack = new() { Cid = "cid-mic", Source = TrackSource.Camera } });
        await ann.WaitAsync(r => r.TrackPublished is not null);

        await Control.UpdateAsync(room, _ => new() { Rights = new() { PublishSources = [LiveSource.Microphone] } });
        await ann.SendAsync(new() { Offer = Offers.Publishing("cid-mic", id: 2) });

        await ann.WaitAsync(r => r.Answer is { Id: 2 });
        Assert.Empty(Assert.Single(await Control.ParticipantsAsync(room)).Tracks);
    }

    [Fact]
    public async Task Muting_tells_the_owner_and_everybody_once()
    {
        const string room = nameof(Muting_tells_the_owner_and_everybody_once);
        await using var ann = await JoinAsync("ann", room);
        await using var bob = await JoinAsync("bob", room);
        var sid = await ann.PublishAsync(TrackSource.Microphone);
        await bob.PublishAsync(TrackSource.Microphone);

        var muted = await Control.MuteAsync(room, (_, t) => t.Source == LiveSource.Microphone);

        Assert.Equal(2, muted.Count);
        Assert.True((await ann.WaitAsync(r => r.Mute?.Sid == sid)).Mute.Muted);
        await ann.WaitAsync(r => r.Update?.Participants.Count == 2 && r.Update.Participants.All(p => p.Tracks[0].Muted));
        Assert.Empty(await Control.MuteAsync(room, (_, _) => true));
    }

    [Fact]
    public async Task A_stopped_track_is_gone_and_its_owner_told()
    {
        const string room = nameof(A_stopped_track_is_gone_and_its_owner_told);
        await using var ann = await JoinAsync("ann", room);
        await using var bob = await JoinAsync("bob", room);
        var sid = await ann.PublishAsync(TrackSource.ScreenShare);
        await bob.WaitAsync(r => r.Update?.Participants[0].Tracks.Count == 1);

        Assert.Equal(["ann"], await Control.StopAsync(room, (_, t) => t.Source == LiveSource.ScreenShare));

        await ann.WaitAsync(r => r.TrackUnpublished?.TrackSid == sid);
        await bob.WaitAsync(r => r.Update?.Participants[0] is { Identity: "ann", Tracks.Count: 0 });
    }

    [Fact]
    public async Task Who_is_taken_out_reads_why_and_the_others_are_told_once()
    {
        const string room = nameof(Who_is_taken_out_reads_why_and_the_others_are_told_once);
        await using var ann = await JoinAsync("ann", room);
        await using var bob = await JoinAsync("bob", room);
        await using var eve = await JoinAsync("eve", room);

        var gone = await Control.RemoveAsync(
            room, p => p.Identity != "ann", new Dictionary<string, string>(StringComparer.Ordinal) { ["why"] = "banned" });

        Assert.Equal(2, gone.Count);
        await bob.WaitForCloseAsync();
        Assert.Equal(DisconnectReason.ParticipantRemoved, bob.Received[^1].Leave.Reason);
        Assert.Equal(("bob", "banned"), (bob.Received[^2].Update.Participants[0].Identity, bob.Received[^2].Update.Participants[0].Attributes["why"]));
        var told = await ann.WaitAsync(r => r.Update?.Participants.Count == 2);
        Assert.All(told.Update.Participants, p => Assert.Equal(DisconnectReason.ParticipantRemoved, p.DisconnectReason));
        Assert.All(told.Update.Participants, p => Assert.False(p.Attributes.ContainsKey("why")));
    }

    [Fact]
    public async Task Metadata_reaches_everybody_and_who_comes_later()
    {
        const string room = nameof(Metadata_reaches_everybody_and_who_comes_later);
        await using var ann = await JoinAsync("ann", room);

        await Control.SetMetadataAsync(room, "locked");

        await ann.WaitAsync(r => r.RoomUpdate?.Room.Metadata == "locked");
        await using var bob = await JoinAsync("bob", room);
        Assert.Equal("locked", bob.Join.Room.Metadata);
    }

    [Fact]
    public async Task What_happens_is_told_in_order_with_why_somebody_left()
    {
        const string room = nameof(What_happens_is_told_in_order_with_why_somebody_left);
        var events = new ConcurrentQueue<LiveEvent>();
        using var subscription = Control.Subscribe(e =>
        {
            if (e.Room == room)
            {
                events.Enqueue(e);
            }
        });
        await using var ann = await JoinAsync("ann", room);
        await using var again = await JoinAsync("ann", room);
        await using var bob = await JoinAsync("bob", room);
        await using var eve = await JoinAsync("eve", room);
        await bob.SendAsync(new() { Leave = new() });
        await bob.WaitForCloseAsync();
        await Control.RemoveAsync(room, p => p.Identity == "eve");

        await Control.CloseAsync(room);

        await again.WaitForCloseAsync();
        Assert.Equal(DisconnectReason.RoomDeleted, again.Received[^1].Leave.Reason);
        Assert.Equal(
            [
                "RoomStarted  ", "ParticipantJoined ann ", "ParticipantLeft ann Replaced", "ParticipantJoined ann ", "ParticipantJoined bob ",
                "ParticipantJoined eve ", "ParticipantLeft bob Left", "ParticipantLeft eve Removed", "ParticipantLeft ann RoomClosed", "RoomFinished  ",
            ],
            events.Select(e => $"{e.Kind} {e.Participant?.Identity} {e.Departure}"));
    }

    private async Task<SignalClient> JoinAsync(string identity, string room)
    {
        var request = JoinRequests.Default();
        request.PublisherOffer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 1 };
        var client = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token(identity, room), request);
        await client.WaitAsync(r => r.Answer is not null);
        return client;
    }
}
