using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;
using Kind = Visio.LiveKit.Protocol.SignalResponse.MessageOneofCase;
using Reason = Visio.LiveKit.Protocol.RequestResponse.Types.Reason;

namespace Visio.LiveKit.Tests.Rooms;

public sealed class PublishingTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    private static readonly AddTrackRequest Microphone = new() { Cid = "cid-mic", Source = TrackSource.Microphone };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_track_is_published_when_announcement_and_offer_have_met_in_either_order(bool announcedFirst)
    {
        var room = nameof(A_track_is_published_when_announcement_and_offer_have_met_in_either_order) + announcedFirst;
        await using var ann = await JoinWithOfferAsync("ann", room);
        await using var bob = await JoinWithOfferAsync("bob", room);
        SignalRequest[] messages = [new() { AddTrack = Microphone }, new() { Offer = Offers.Publishing("cid-mic", id: 2) }];
        foreach (var message in announcedFirst ? messages : messages.Reverse())
        {
            await ann.SendAsync(message);
        }

        var published = (await ann.WaitAsync(r => r.TrackPublished is not null)).TrackPublished;
        Assert.StartsWith("TR_AM", published.Track.Sid, StringComparison.Ordinal);
        Assert.Equal("", published.Track.Mid);

        var seen = (await bob.WaitAsync(r => r.Update?.Participants[0].Tracks.Count == 1)).Update.Participants[0];
        Assert.True(seen.IsPublisher);
        Assert.Equal((published.Track.Sid, announcedFirst ? "audio/red" : "audio/opus", "7", "camera"), (seen.Tracks[0].Sid, seen.Tracks[0].MimeType, seen.Tracks[0].Mid, seen.Tracks[0].Stream));
        Assert.True(seen.Tracks[0].Version.UnixMicro > 0);

        // The update precedes everything that lets the track be received.
        await bob.WaitAsync(r => r.MediaSectionsRequirement is not null);
        Assert.Equal(
            [Kind.Update, Kind.SubscriptionPermissionUpdate, Kind.MediaSectionsRequirement],
            bob.Received.Select(r => r.MessageCase).Where(k => k is Kind.Update or Kind.SubscriptionPermissionUpdate or Kind.MediaSectionsRequirement).TakeLast(3));

        await bob.SendAsync(new() { Offer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 2 } });
        var answer = (await bob.WaitAsync(r => r.Answer is { Id: 2 })).Answer;
        Assert.Equal(published.Track.Sid, answer.MidToTrackId["0"]);
        Assert.Equal(published.Track.Sid, (await ann.WaitAsync(r => r.TrackSubscribed is not null)).TrackSubscribed.TrackSid);
    }

    [Fact]
    public async Task Somebody_who_joins_later_gets_tracks_in_the_first_answer()
    {
        const string room = nameof(Somebody_who_joins_later_gets_tracks_in_the_first_answer);
        await using var ann = await JoinWithOfferAsync("ann", room);
        var sid = await PublishAsync(ann);

        await using var bob = await JoinWithOfferAsync("bob", room);

        Assert.Equal(sid, bob.Join.OtherParticipants[0].Tracks[0].Sid);
        Assert.Equal(sid, bob.Received.Single(r => r.Answer is not null).Answer.MidToTrackId["0"]);
    }

    [Fact]
    public async Task Who_does_not_subscribe_automatically_is_offered_nothing_until_it_asks()
    {
        const string room = nameof(Who_does_not_subscribe_automatically_is_offered_nothing_until_it_asks);
        await using var ann = await JoinWithOfferAsync("ann", room);
        var sid = await PublishAsync(ann);
        await using var bob = await JoinWithOfferAsync("bob", room, autoSubscribe: false);
        Assert.Empty(bob.Received.Single(r => r.Answer is not null).Answer.MidToTrackId);

        await bob.SendAsync(new() { Subscription = new() { TrackSids = { sid }, Subscribe = true } });

        await bob.WaitAsync(r => r.MediaSectionsRequirement is not null);
    }

    [Fact]
    public async Task Muting_is_told_to_everybody()
    {
        const string room = nameof(Muting_is_told_to_everybody);
        await using var ann = await JoinWithOfferAsync("ann", room);
        var sid = await PublishAsync(ann);
        await using var bob = await JoinWithOfferAsync("bob", room);

        await ann.SendAsync(new() { Mute = new() { Sid = sid, Muted = true } });

        await bob.WaitAsync(r => r.Update?.Participants[0].Tracks is [{ Muted: true }]);
        await ann.WaitAsync(r => r.Update?.Participants[0].Tracks is [{ Muted: true }]);
    }

    [Fact]
    public async Task A_track_whose_section_turns_inactive_is_unpublished()
    {
        const string room = nameof(A_track_whose_section_turns_inactive_is_unpublished);
        await using var ann = await JoinWithOfferAsync("ann", room);
        await PublishAsync(ann);
        await using var bob = await JoinWithOfferAsync("bob", room);

        var offer = Offers.Publishing("cid-mic", id: 3);
        offer.Sdp = offer.Sdp.Replace("a=sendonly", "a=inactive", StringComparison.Ordinal);
        await ann.SendAsync(new() { Offer = offer });

        await bob.WaitAsync(r => r.Update?.Participants[0] is { Identity: "ann", Tracks.Count: 0 });
        await bob.WaitAsync(r => r.MediaSectionsRequirement is not null);
    }

    [Fact]
    public async Task A_publisher_decides_who_receives_it()
    {
        const string room = nameof(A_publisher_decides_who_receives_it);
        await using var ann = await JoinWithOfferAsync("ann", room);
        var sid = await PublishAsync(ann);
        await using var bob = await JoinWithOfferAsync("bob", room);

        await ann.SendAsync(new() { SubscriptionPermission = new() });
        var revoked = await bob.WaitAsync(r => r.SubscriptionPermissionUpdate is { Allowed: false });
        Assert.Equal(sid, revoked.SubscriptionPermissionUpdate.TrackSid);

        await ann.SendAsync(new() { SubscriptionPermission = new() { AllParticipants = true } });
        await bob.WaitAsync(r => r.SubscriptionPermissionUpdate is { Allowed: true });
    }

    [Fact]
    public async Task Sources_that_are_not_granted_are_refused()
    {
        const string room = nameof(Sources_that_are_not_granted_are_refused);
        await using var ann = await SignalClient.ConnectAsync(
            host.Address, LiveKitHost.Token("ann", room, new VideoGrant { CanPublishSources = ["camera"] }));

        await ann.SendAsync(new() { AddTrack = Microphone });

        var refused = (await ann.WaitAsync(r => r.RequestResponse is not null)).RequestResponse;
        Assert.Equal((Reason.NotAllowed, "cid-mic"), (refused.Reason, refused.AddTrack.Cid));
    }

    [Fact]
    public async Task Pending_tracks_are_limited()
    {
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", nameof(Pending_tracks_are_limited)));
        for (var i = 0; i < 30; i++)
        {
            await ann.SendAsync(new() { AddTrack = new() { Cid = "c" + i } });
        }

        await ann.WaitAsync(r => r.RequestResponse is { Reason: Reason.LimitExceeded });
    }

    [Fact]
    public async Task Muting_a_track_nobody_knows_is_answered()
    {
        await using var ann = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", nameof(Muting_a_track_nobody_knows_is_answered)));

        await ann.SendAsync(new() { Mute = new() { Sid = "TR_no", Muted = true } });

        Assert.Equal("TR_no", (await ann.WaitAsync(r => r.RequestResponse is { Reason: Reason.NotFound })).RequestResponse.Mute.Sid);
    }

    [Theory]
    [InlineData(false, "LMH")]
    [InlineData(true, "L")]
    public async Task A_publisher_is_told_the_layers_that_are_wanted_and_of_better_ones_at_once(bool isAdaptive, string first)
    {
        var room = nameof(A_publisher_is_told_the_layers_that_are_wanted_and_of_better_ones_at_once) + isAdaptive;
        await using var ann = await JoinWithOfferAsync("ann", room);
        await using var bob = await JoinWithOfferAsync("bob", room, isAdaptive: isAdaptive);
        var camera = new AddTrackRequest { Cid = "cid-cam", Source = TrackSource.Camera, Type = TrackType.Video, Width = 1280, Height = 720 };
        camera.Layers.AddRange([Layer(VideoQuality.High, 1280, 720), Layer(VideoQuality.Low, 320, 180), Layer(VideoQuality.Medium, 640, 360)]);
        await ann.SendAsync(new() { AddTrack = camera });
        await ann.SendAsync(new() { Offer = Offers.PublishingCamera("cid-cam", id: 2) });
        var sid = (await ann.WaitAsync(r => r.Update?.Participants[0].Tracks.Count == 1)).Update.Participants[0].Tracks[0].Sid;
        await bob.WaitAsync(r => r.MediaSectionsRequirement is not null);
        await bob.SendAsync(new() { Offer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 2 } });
        Assert.Equal(first, Wanted(await ann.WaitAsync(r => r.SubscribedQualityUpdate?.TrackSid == sid)));

        // A lesser wish waits, a better one does not: what is told next is the better one.
        var smaller = new UpdateTrackSettings { Width = 160, Height = 90 };
        var larger = isAdaptive ? new UpdateTrackSettings { Width = 640, Height = 360 } : null;
        foreach (var settings in new[] { smaller, larger }.OfType<UpdateTrackSettings>())
        {
            settings.TrackSids.Add(sid);
            await bob.SendAsync(new() { TrackSetting = settings });
        }

        if (isAdaptive)
        {
            Assert.Equal("LM", Wanted(await ann.WaitAsync(r => r.SubscribedQualityUpdate is not null && Wanted(r) != first)));
        }

        // Unmuting switches encoders on again: said again.
        await ann.SendAsync(new() { Mute = new() { Sid = sid, Muted = true } });
        await ann.SendAsync(new() { Mute = new() { Sid = sid, Muted = false } });
        var told = ann.Received.Count(r => r.SubscribedQualityUpdate is not null);
        await ann.WaitAsync(r => r.SubscribedQualityUpdate is not null && ann.Received.Count(x => x.SubscribedQualityUpdate is not null) > told);
        Assert.Equal(isAdaptive ? "LM" : "LMH", Wanted(ann.Received.Last(r => r.SubscribedQualityUpdate is not null)));

        static VideoLayer Layer(VideoQuality quality, uint width, uint height) => new() { Quality = quality, Width = width, Height = height };

        static string Wanted(SignalResponse response)
        {
            var codec = Assert.Single(response.SubscribedQualityUpdate.SubscribedCodecs);
            Assert.Equal("vp8", codec.Codec);
            Assert.Equal(codec.Qualities, response.SubscribedQualityUpdate.SubscribedQualities);
            return string.Concat(codec.Qualities.Where(q => q.Enabled).Select(q => q.Quality.ToString()[0]));
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public async Task Plain_sound_may_be_made_redundant_for_who_takes_that_unless_it_is_encrypted(int encryption, bool mayBe)
    {
        var room = nameof(Plain_sound_may_be_made_redundant_for_who_takes_that_unless_it_is_encrypted) + encryption;
        await using var ann = await JoinWithOfferAsync("ann", room);
        await ann.SendAsync(new() { AddTrack = new(Microphone) { DisableRed = true, Encryption = (Encryption.Types.Type)encryption } });
        await ann.SendAsync(new() { Offer = Offers.Publishing("cid-mic", id: 2) });
        var track = (await ann.WaitAsync(r => r.Update?.Participants[0].Tracks.Count == 1)).Update.Participants[0].Tracks[0];
        Assert.Equal("audio/opus", track.MimeType);

        await using var bob = await JoinWithOfferAsync("bob", room);
        var answer = bob.Received.Single(r => r.Answer is not null).Answer;
        Assert.Equal(track.Sid, answer.MidToTrackId["0"]);
        Assert.Equal(mayBe, answer.Sdp.Contains("red/48000/2", StringComparison.Ordinal));
        Assert.Contains("useinbandfec=1", answer.Sdp, StringComparison.Ordinal);
    }

    private static async Task<string> PublishAsync(SignalClient client)
    {
        await client.SendAsync(new() { AddTrack = Microphone });
        await client.SendAsync(new() { Offer = Offers.Publishing("cid-mic", id: 2) });
        return (await client.WaitAsync(r => r.Update?.Participants[0].Tracks.Count == 1)).Update.Participants[0].Tracks[0].Sid;
    }

    private async Task<SignalClient> JoinWithOfferAsync(string identity, string room, bool autoSubscribe = true, bool isAdaptive = false)
    {
        var request = JoinRequests.Default();
        request.ConnectionSettings.AutoSubscribe = autoSubscribe;
        request.ConnectionSettings.AdaptiveStream = isAdaptive;
        request.PublisherOffer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 1 };
        var client = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token(identity, room), request);
        await client.WaitAsync(r => r.Answer is not null);
        return client;
    }
}
