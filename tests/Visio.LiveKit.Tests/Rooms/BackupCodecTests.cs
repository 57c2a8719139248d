using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;

namespace Visio.LiveKit.Tests.Rooms;

/// <summary>A camera that is published in a second codec besides, once somebody needs that, or goes on in another.</summary>
public sealed class BackupCodecTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_cannot_receive_the_first_codec_gets_the_second(bool isForwarded)
    {
        var room = nameof(Who_cannot_receive_the_first_codec_gets_the_second) + isForwarded;
        await using var ann = await JoinAsync("ann", isForwarded ? room + "2" : room, Offers.Placeholders);
        await using var bob = await JoinAsync("bob", room, Offers.Placeholders);
        await using var cleo = await JoinAsync("cleo", room, Offers.PlaceholdersWithVp9);
        if (isForwarded)
        {
            var rooms = host.Server.Rooms;
            Assert.Equal(MoveOutcome.Moved, await Forwarding.RunAsync(rooms.Find(room + "2")!, "ann", rooms.Find(room)!));
        }

        var sid = await PublishAsync(ann, BackupCodecPolicy.Simulcast);
        await OfferAsync(cleo, Offers.PlaceholdersWithVp9, sid, 98);
        await ann.WaitAsync(r => r.TrackSubscribed?.TrackSid == sid);
        Assert.Equal(["vp9 LMH"], Told(await ann.WaitAsync(r => r.SubscribedQualityUpdate is not null)));

        await bob.WaitAsync(r => r.MediaSectionsRequirement is not null);
        await bob.SendAsync(new() { Offer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 2 } });
        Assert.Empty((await bob.WaitAsync(r => r.Answer is { Id: 2 })).Answer.MidToTrackId);
        Assert.Equal(["vp9 LMH", "vp8 LMH"], Told(await ann.WaitAsync(r => r.SubscribedQualityUpdate?.SubscribedCodecs.Count == 2)));

        Assert.Equal(sid, await AddBackupAsync(ann, sid));
        await OfferAsync(bob, Offers.Placeholders, sid, 96, id: 3);

        // Those who can go on with the first.
        await cleo.SendAsync(new() { Offer = new() { Type = "offer", Sdp = Offers.PlaceholdersWithVp9, Id = 3 } });
        var answer = (await cleo.WaitAsync(r => r.Answer is { Id: 3 })).Answer;
        Assert.Equal("98", Negotiation.Client.Parse(answer.Sdp).Media.Single(m => m.Mid == answer.MidToTrackId.Single().Key).Formats[0]);
        Assert.Single(cleo.Received, r => r.MediaSectionsRequirement is not null);
    }

    [Theory]
    [InlineData(nameof(BackupCodecPolicy.Regression))]
    [InlineData(nameof(BackupCodecPolicy.PreferRegression))]
    public async Task By_regression_everybody_gets_the_second(string policy)
    {
        var room = nameof(By_regression_everybody_gets_the_second) + policy;
        await using var ann = await JoinAsync("ann", room, Offers.Placeholders);
        await using var bob = await JoinAsync("bob", room, Offers.Placeholders);
        await using var cleo = await JoinAsync("cleo", room, Offers.PlaceholdersWithVp9);
        var sid = await PublishAsync(ann, Enum.Parse<BackupCodecPolicy>(policy));
        await OfferAsync(cleo, Offers.PlaceholdersWithVp9, sid, 98);
        await bob.WaitAsync(r => r.MediaSectionsRequirement is not null);
        await bob.SendAsync(new() { Offer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 2 } });
        await ann.WaitAsync(r => r.SubscribedQualityUpdate?.SubscribedCodecs.Count == 2);

        await AddBackupAsync(ann, sid);

        await OfferAsync(cleo, Offers.PlaceholdersWithVp9, sid, 96, id: 3);
        await OfferAsync(bob, Offers.Placeholders, sid, 96, id: 3);
    }

    [Fact]
    public async Task Without_a_second_codec_it_is_told()
    {
        const string room = nameof(Without_a_second_codec_it_is_told);
        await using var ann = await JoinAsync("ann", room, Offers.Placeholders);
        await using var bob = await JoinAsync("bob", room, Offers.Placeholders);
        var sid = await PublishAsync(ann, BackupCodecPolicy.Simulcast, hasBackup: false);
        await bob.WaitAsync(r => r.MediaSectionsRequirement is not null);
        await bob.SendAsync(new() { Offer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 2 } });

        var told = (await bob.WaitAsync(r => r.SubscriptionResponse is not null)).SubscriptionResponse;
        Assert.Equal((sid, SubscriptionError.SeCodecUnsupported), (told.TrackSid, told.Err));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_camera_goes_on_in_another_codec(bool isForwarded)
    {
        var room = nameof(A_camera_goes_on_in_another_codec) + isForwarded;
        await using var ann = await JoinAsync("ann", isForwarded ? room + "2" : room, Offers.Placeholders);
        await using var bob = await JoinAsync("bob", room, Offers.Placeholders);
        await using var cleo = await JoinAsync("cleo", room, Offers.PlaceholdersWithVp9);
        if (isForwarded)
        {
            var rooms = host.Server.Rooms;
            Assert.Equal(MoveOutcome.Moved, await Forwarding.RunAsync(rooms.Find(room + "2")!, "ann", rooms.Find(room)!));
        }

        await ann.SendAsync(new() { AddTrack = Announce("cid-cam", "vp8") });
        await ann.SendAsync(new() { Offer = Offers.PublishingScalable(2, "cid-cam") });
        var sid = (await ann.WaitAsync(r => r.Update?.Participants[0].Tracks.Count == 1)).Update.Participants[0].Tracks[0].Sid;
        await OfferAsync(bob, Offers.Placeholders, sid, 96);
        await OfferAsync(cleo, Offers.PlaceholdersWithVp9, sid, 96);

        await ann.SendAsync(new() { Offer = Offers.PreferringVp9(3, "cid-cam") });

        Assert.Equal(["vp9 LMH"], Told(await ann.WaitAsync(r => r.SubscribedQualityUpdate?.SubscribedCodecs is [{ Codec: "vp9" }])));
        var answer = (await ann.WaitAsync(r => r.Answer?.Id == 3)).Answer;
        Assert.Equal("98", Negotiation.Client.Parse(answer.Sdp).Media.Single(m => m.Mid == "7").Formats[0]);
        await cleo.WaitAsync(r => r.Update?.Participants.Any(p => p.Tracks is [{ MimeType: "video/VP9" } track] && track.Sid == sid) is true);
        await OfferAsync(cleo, Offers.PlaceholdersWithVp9, sid, 98, id: 3);

        // Who cannot receive that is told.
        await bob.WaitAsync(r => r.MediaSectionsRequirement is not null && bob.Received.Count(x => x.MediaSectionsRequirement is not null) >= 2);
        await bob.SendAsync(new() { Offer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 3 } });
        Assert.Equal(SubscriptionError.SeCodecUnsupported, (await bob.WaitAsync(r => r.SubscriptionResponse is not null)).SubscriptionResponse.Err);

        // And gets it again when it is what it was.
        await ann.SendAsync(new() { Offer = Offers.PublishingScalable(4, "cid-cam") });
        await OfferAsync(bob, Offers.Placeholders, sid, 96, id: 4);
        await OfferAsync(cleo, Offers.PlaceholdersWithVp9, sid, 96, id: 4);
    }

    [Fact]
    public async Task The_order_in_which_a_client_always_offers_changes_nothing()
    {
        const string room = nameof(The_order_in_which_a_client_always_offers_changes_nothing);
        await using var ann = await JoinAsync("ann", room, Offers.Placeholders);
        await PublishAsync(ann, BackupCodecPolicy.Simulcast);

        await ann.SendAsync(new() { Offer = Offers.PublishingScalable(3, "cid-cam") });
        var same = (await ann.WaitAsync(r => r.Answer?.Id == 3)).Answer;
        await ann.SendAsync(new() { Offer = Offers.PreferringVp9(4, "cid-cam") });
        var agreed = (await ann.WaitAsync(r => r.Answer?.Id == 4)).Answer;

        Assert.All([same, agreed], a => Assert.Equal("98", Negotiation.Client.Parse(a.Sdp).Media.Single(m => m.Mid == "7").Formats[0]));
        Assert.DoesNotContain(ann.Received, r => r.Update?.Participants[0].Tracks is [{ MimeType: not "video/VP9" }]);
    }

    [Fact]
    public async Task A_second_codec_that_is_the_first_is_refused()
    {
        const string room = nameof(A_second_codec_that_is_the_first_is_refused);
        await using var ann = await JoinAsync("ann", room, Offers.Placeholders);
        var sid = await PublishAsync(ann, BackupCodecPolicy.Simulcast);
        foreach (var (track, codec) in new[] { (sid, "vp9"), ("TR_no", "vp8") })
        {
            await ann.SendAsync(new() { AddTrack = Announce("again" + codec, codec, track) });
            var refused = await ann.WaitAsync(r => r.RequestResponse?.AddTrack?.Cid == "again" + codec);
            Assert.Equal(RequestResponse.Types.Reason.UnsupportedType, refused.RequestResponse.Reason);
        }
    }

    private static AddTrackRequest Announce(string cid, string codec, string sid = "") => new()
    {
        Cid = cid,
        Sid = sid,
        Source = TrackSource.Camera,
        Type = TrackType.Video,
        Width = 640,
        Height = 360,
        SimulcastCodecs = { new SimulcastCodec { Codec = codec, Cid = cid } },
    };

    private static IEnumerable<string> Told(SignalResponse response) => response.SubscribedQualityUpdate.SubscribedCodecs.Select(
        c => $"{c.Codec} {string.Concat(c.Qualities.Where(q => q.Enabled).Select(q => q.Quality.ToString()[0]))}");

    private static async Task<string> PublishAsync(SignalClient client, BackupCodecPolicy policy, bool hasBackup = true)
    {
        var camera = Announce("cid-cam", "vp9");
        camera.BackupCodecPolicy = policy;
        if (hasBackup)
        {
            camera.SimulcastCodecs.Add(new SimulcastCodec { Codec = "vp8" });
        }

        await client.SendAsync(new() { AddTrack = camera });
        await client.SendAsync(new() { Offer = Offers.PublishingScalable(2, "cid-cam") });
        var track = (await client.WaitAsync(r => r.Update?.Participants[0].Tracks.Count == 1)).Update.Participants[0].Tracks[0];
        Assert.Equal(("video/VP9", VideoLayer.Types.Mode.MultipleSpatialLayersPerStream), (track.MimeType, track.Codecs[0].VideoLayerMode));
        return track.Sid;
    }

    private static async Task<string> AddBackupAsync(SignalClient client, string sid)
    {
        await client.SendAsync(new() { AddTrack = Announce("cid-backup", "vp8", sid) });
        var published = (await client.WaitAsync(r => r.TrackPublished?.Cid == "cid-backup")).TrackPublished;
        await client.SendAsync(new() { Offer = Offers.PublishingScalable(3, "cid-cam", "cid-backup") });
        var track = (await client.WaitAsync(r => r.Update?.Participants[0].Tracks is [{ Codecs: [_, { Mid: "8" }] }])).Update.Participants[0].Tracks[0];
        Assert.Equal(("video/VP8", "7", "video/VP9"), (track.Codecs[1].MimeType, track.Mid, track.MimeType));
        return published.Track.Sid;
    }

    /// <summary>Does what the server asks for, and sees the track come in a payload type.</summary>
    private static async Task OfferAsync(SignalClient client, string offer, string sid, int payloadType, uint id = 2)
    {
        await client.WaitAsync(r => r.MediaSectionsRequirement is not null && client.Received.Count(x => x.MediaSectionsRequirement is not null) >= id - 1);
        await client.SendAsync(new() { Offer = new() { Type = "offer", Sdp = offer, Id = id } });
        var answer = (await client.WaitAsync(r => r.Answer?.Id == id)).Answer;
        var mid = Assert.Single(answer.MidToTrackId, m => m.Value == sid).Key;
        Assert.Equal($"{payloadType}", Negotiation.Client.Parse(answer.Sdp).Media.Single(m => m.Mid == mid).Formats[0]);
    }

    private async Task<SignalClient> JoinAsync(string identity, string room, string offer)
    {
        var request = JoinRequests.Default();
        request.PublisherOffer = new() { Type = "offer", Sdp = offer, Id = 1 };
        var client = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token(identity, room), request);
        await client.WaitAsync(r => r.Answer is not null);
        return client;
    }
}
