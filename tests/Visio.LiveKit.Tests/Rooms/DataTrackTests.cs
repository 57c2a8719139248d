using Google.Protobuf;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;
using Reason = Visio.LiveKit.Protocol.RequestResponse.Types.Reason;

namespace Visio.LiveKit.Tests.Rooms;

/// <summary>Data tracks by signalling; their packets are carried in <see cref="TwoConnectionsTests"/> and by the clients themselves.</summary>
public sealed class DataTrackTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    [Fact]
    public async Task A_track_is_seen_subscribed_and_gone()
    {
        const string room = nameof(A_track_is_seen_subscribed_and_gone);
        await using var ann = await JoinAsync("ann", room);
        await using var bob = await JoinAsync("bob", room);

        // What is said of its encoding is for clients to know, and passes as it is.
        var encoding = DataTrackFrameEncoding.Parser.ParseFrom([0x08, 0x02]);
        await ann.SendAsync(new() { PublishDataTrackRequest = new() { PubHandle = 7, Name = "pose", Encryption = Encryption.Types.Type.Gcm, FrameEncoding = encoding } });
        var info = (await ann.WaitAsync(r => r.PublishDataTrackResponse is not null)).PublishDataTrackResponse.Info;
        Assert.StartsWith("DTR_", info.Sid, StringComparison.Ordinal);
        var seen = Assert.Single((await bob.WaitAsync(r => r.Update?.Participants[0].DataTracks.Count > 0)).Update.Participants[0].DataTracks);
        Assert.Equal((info.Sid, 7u, "pose", Encryption.Types.Type.Gcm), (seen.Sid, seen.PubHandle, seen.Name, seen.Encryption));
        Assert.Equal([0x08, 0x02], seen.FrameEncoding.ToByteArray());

        await SubscribeAsync(bob, info.Sid);
        var (handle, published) = Assert.Single((await bob.WaitAsync(r => r.DataTrackSubscriberHandles is not null)).DataTrackSubscriberHandles.SubHandles);
        Assert.Equal(("ann", ann.Join.Participant.Sid, info.Sid), (published.PublisherIdentity, published.PublisherSid, published.TrackSid));
        Assert.NotEqual(0u, handle);

        await using var cleo = await JoinAsync("cleo", room);
        Assert.Equal(info.Sid, cleo.Join.OtherParticipants.Single(p => p.Identity == "ann").DataTracks[0].Sid);
        await ann.SendAsync(new() { UnpublishDataTrackRequest = new() { PubHandle = 7 } });
        Assert.Equal(info.Sid, (await ann.WaitAsync(r => r.UnpublishDataTrackResponse is not null)).UnpublishDataTrackResponse.Info.Sid);
        Assert.Empty((await bob.WaitAsync(r => r.DataTrackSubscriberHandles is not null)).DataTrackSubscriberHandles.SubHandles);
        await bob.WaitAsync(r => r.Update?.Participants[0] is { Identity: "ann", DataTracks.Count: 0 });
    }

    [Fact]
    public async Task What_cannot_be_published_is_refused_with_the_reason()
    {
        const string room = nameof(What_cannot_be_published_is_refused_with_the_reason);
        await using var ann = await JoinAsync("ann", room);
        await using var mute = await JoinAsync("mute", room, new() { CanPublishData = false });
        await ann.SendAsync(new() { PublishDataTrackRequest = new() { PubHandle = 1, Name = "a" } });
        await ann.WaitAsync(r => r.PublishDataTrackResponse is not null);
        (PublishDataTrackRequest Request, Reason Reason)[] refused =
        [
            (new() { PubHandle = 0, Name = "b" }, Reason.InvalidHandle), (new() { PubHandle = 65536, Name = "b" }, Reason.InvalidHandle),
            (new() { PubHandle = 2 }, Reason.InvalidName), (new() { PubHandle = 2, Name = new string('x', 257) }, Reason.InvalidName),
            (new() { PubHandle = 1, Name = "b" }, Reason.DuplicateHandle), (new() { PubHandle = 2, Name = "a" }, Reason.DuplicateName),
        ];
        foreach (var (request, reason) in refused)
        {
            await ann.SendAsync(new() { PublishDataTrackRequest = request });
            var response = (await ann.WaitAsync(r => r.RequestResponse is not null)).RequestResponse;
            Assert.Equal((reason, request), (response.Reason, response.PublishDataTrack));
        }

        await mute.SendAsync(new() { PublishDataTrackRequest = new() { PubHandle = 1, Name = "a" } });
        Assert.Equal(Reason.NotAllowed, (await mute.WaitAsync(r => r.RequestResponse is not null)).RequestResponse.Reason);
        await ann.SendAsync(new() { UnpublishDataTrackRequest = new() { PubHandle = 9 } });
        Assert.Equal(Reason.NotFound, (await ann.WaitAsync(r => r.RequestResponse is { UnpublishDataTrack: not null })).RequestResponse.Reason);
    }

    [Fact]
    public async Task Rights_that_are_taken_end_tracks_and_subscriptions()
    {
        const string room = nameof(Rights_that_are_taken_end_tracks_and_subscriptions);
        await using var ann = await JoinAsync("ann", room);
        await using var bob = await JoinAsync("bob", room);
        var sid = await PublishAsync(ann);
        await SubscribeAsync(bob, sid);
        Assert.Single((await bob.WaitAsync(r => r.DataTrackSubscriberHandles is not null)).DataTrackSubscriberHandles.SubHandles);

        await PermitAsync(room, "bob", new() { CanPublishData = true });
        Assert.Empty((await bob.WaitAsync(r => r.DataTrackSubscriberHandles is not null)).DataTrackSubscriberHandles.SubHandles);
        await PermitAsync(room, "ann", new() { CanSubscribe = true });
        await ann.WaitAsync(r => r.UnpublishDataTrackResponse is not null);
        await bob.WaitAsync(r => r.Update?.Participants[0] is { Identity: "ann", DataTracks.Count: 0 });
    }

    [Fact]
    public async Task Who_asks_for_all_at_once_or_comes_back_knows_the_handles()
    {
        const string room = nameof(Who_asks_for_all_at_once_or_comes_back_knows_the_handles);
        await using var ann = await JoinAsync("ann", room);
        var sid = await PublishAsync(ann);
        var request = JoinRequests.Default();
        request.ConnectionSettings.AutoSubscribeDataTrack = true;
        await using var bob = await SignalClient.ConnectAsync(host.Address, LiveKitHost.Token("bob", room), request);
        Assert.Single((await bob.WaitAsync(r => r.DataTrackSubscriberHandles is not null)).DataTrackSubscriberHandles.SubHandles);
        await host.Server.Rooms.Find(room)!.AskAsync(parts =>
        {
            var p = parts.Room.Participants["bob"];
            parts.Membership.Connected(p, p.PrimaryPeer);
            return true;
        });

        request.Reconnect = true;
        request.ParticipantSid = bob.Join.Participant.Sid;
        await using var resumed = await SignalClient.ConnectAsync(host.Address, LiveKitHost.Token("bob", room), request);
        Assert.Equal(sid, Assert.Single((await resumed.WaitAsync(r => r.DataTrackSubscriberHandles is not null)).DataTrackSubscriberHandles.SubHandles).Value.TrackSid);

        // The handle of the first is not used again.
        await ann.SendAsync(new() { UnpublishDataTrackRequest = new() { PubHandle = 1 } });
        await PublishAsync(ann, 2);
        var handles = (await resumed.WaitAsync(r => r.DataTrackSubscriberHandles is { SubHandles.Count: 1 } h && !h.SubHandles.ContainsKey(1))).DataTrackSubscriberHandles;
        Assert.Equal(2u, Assert.Single(handles.SubHandles).Key);
    }

    private static async Task<string> PublishAsync(SignalClient client, uint handle = 1)
    {
        await client.SendAsync(new() { PublishDataTrackRequest = new() { PubHandle = handle, Name = "t" + handle } });
        return (await client.WaitAsync(r => r.PublishDataTrackResponse is not null)).PublishDataTrackResponse.Info.Sid;
    }

    private static Task SubscribeAsync(SignalClient client, string sid) =>
        client.SendAsync(new() { UpdateDataSubscription = new() { Updates = { new UpdateDataSubscription.Types.Update { TrackSid = sid, Subscribe = true } } } });

    private Task<SignalClient> JoinAsync(string identity, string room, VideoGrant? grant = null) =>
        SignalClient.JoinAsync(host.Address, LiveKitHost.Token(identity, room, grant));

    private Task PermitAsync(string room, string identity, ParticipantPermission permission) => host.Server.Rooms.Find(room)!.AskAsync(parts =>
        parts.Moderation.Update(parts.Moderation.Find(identity)!, new() { Permission = permission }));
}
