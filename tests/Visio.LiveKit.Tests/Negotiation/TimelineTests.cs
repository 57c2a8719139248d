using Visio.LiveKit.Negotiation;
using Visio.Rtc;
using Visio.Rtc.Sdp;
using Visio.Sfu;

namespace Visio.LiveKit.Tests.Negotiation;

/// <summary>The order of things between a client and us, as recorded from LiveKit's clients.</summary>
public sealed class TimelineTests
{
    [Fact]
    public void A_publisher_joins_talks_shows_shares_and_stops_to_share()
    {
        var client = new Client();
        Assert.Empty(client.Offer("chromium-join").Receives);
        Assert.Equal(["7"], Active(client.Offer("chromium-microphone")));
        Assert.Equal(["7", "8"], Active(client.Offer("chromium-camera")));
        Assert.Equal(["7", "8", "9"], Active(client.Offer("chromium-screen")));

        var stopped = client.Offer("chromium-unpublish");
        Assert.Equal(["7", "8"], Active(stopped));
        var screen = Assert.Single(stopped.Receives, r => !r.Active);
        Assert.Equal(("9", "15216302-ce68-4679-9ae1-812de2985474", null), (screen.Mid, screen.TrackId, screen.Refusal));

        static IEnumerable<string> Active(NegotiationOutcome outcome) => outcome.Receives.Where(r => r.Active).Select(r => r.Mid);
    }

    [Fact]
    public void A_late_joiner_gets_existing_tracks_in_the_first_answer_without_being_asked_for_anything()
    {
        var client = new Client();
        client.Send("TR_AM1", MediaKind.Audio);
        client.Send("TR_VC1", MediaKind.Video);
        Assert.Null(client.Need());

        var outcome = client.Offer("chromium-join");

        Assert.Equal(new Dictionary<string, string> { ["0"] = "TR_AM1", ["3"] = "TR_VC1" }, outcome.MidToTrackId);
        Assert.Equal(["TR_AM1", "TR_VC1"], outcome.AddedSends.Select(s => s.TrackSid));
        Assert.Null(client.Need());

        var video = Client.Parse(outcome.Answer).Media[3];
        var options = outcome.AddedSends[1].Options;
        Assert.Equal(MediaDirection.SendOnly, video.Direction);
        Assert.Equal(new MediaStreamId("PA_alice|TR_VC1", "TR_VC1"), Assert.Single(video.StreamIds));
        Assert.Equal([options.Ssrc, options.RtxSsrc], Assert.Single(video.SsrcGroups).Ssrcs);
        Assert.Contains(new SsrcAttribute(options.Ssrc, "cname", options.Cname), video.Ssrcs);
        Assert.Contains(new SsrcAttribute(options.RtxSsrc, "msid", "PA_alice|TR_VC1 TR_VC1"), video.Ssrcs);
        Assert.Equal(("3", 96, 97, true), (options.Mid, options.PayloadType, options.RtxPayloadType, options.Nack));
        Assert.Equal((4, 2, 3), (options.Extensions.Mid, options.Extensions.AbsoluteSendTime, options.Extensions.TransportSequenceNumber));
        Assert.Contains(video.Feedback, f => f.Value == "goog-remb");
        Assert.Contains(video.Feedback, f => f.Value == "transport-cc");
    }

    [Fact]
    public void A_new_track_asks_for_an_offer_and_takes_a_free_section()
    {
        var client = new Client();
        client.Offer("chromium-join");
        Assert.Null(client.Need());

        client.Send("TR_AM1", MediaKind.Audio);
        Assert.Equal(new MediaSectionsNeed(0, 0), client.Need());
        Assert.Null(client.Need());

        var outcome = client.Offer("chromium-join");
        Assert.Equal("TR_AM1", outcome.MidToTrackId["0"]);
        Assert.Null(client.Need());

        // A binding that stays as it is, is not told again.
        Assert.Empty(client.Offer("chromium-join").AddedSends);
    }

    [Fact]
    public void Sections_are_asked_for_when_none_is_free_and_never_twice()
    {
        var client = new Client();
        client.Offer("chromium-join");
        for (var i = 1; i <= 5; i++)
        {
            client.Send($"TR_VC{i}", MediaKind.Video);
        }

        client.Send("TR_AM1", MediaKind.Audio);
        Assert.Equal(new MediaSectionsNeed(0, 2), client.Need());
        Assert.Null(client.Need());
        client.Send("TR_VC6", MediaKind.Video);
        Assert.Equal(new MediaSectionsNeed(0, 1), client.Need());

        // An offer that crossed the request brings nothing new: the next one will, so it is not asked for again.
        var crossed = client.Offer("chromium-join");
        Assert.Equal(4, crossed.AddedSends.Count);
        Assert.Null(client.Need());

        var outcome = client.OfferText(WithMoreVideo(3));
        Assert.Equal(["TR_VC4", "TR_VC5", "TR_VC6"], outcome.AddedSends.Select(s => s.TrackSid));
        Assert.Equal(["7", "8", "9"], outcome.AddedSends.Select(s => s.Options.Mid));
        Assert.Null(client.Need());
    }

    [Fact]
    public void A_removed_track_leaves_its_section_inactive_once_before_another_takes_it()
    {
        var client = new Client();
        for (var i = 1; i <= 3; i++)
        {
            client.Send($"TR_VC{i}", MediaKind.Video);
        }

        client.Offer("chromium-join");
        client.Negotiator.RemoveSend("TR_VC2");
        client.Send("TR_VC4", MediaKind.Video);
        Assert.Equal(new MediaSectionsNeed(0, 0), client.Need());

        var first = client.Offer("chromium-join");
        Assert.Equal(["TR_VC2"], first.RemovedSends);
        Assert.Empty(first.AddedSends);
        Assert.Equal(MediaDirection.Inactive, Client.Parse(first.Answer).Media[4].Direction);
        Assert.DoesNotContain("4", first.MidToTrackId.Keys);

        Assert.Equal(new MediaSectionsNeed(0, 0), client.Need());
        var second = client.Offer("chromium-join");
        Assert.Equal(("TR_VC4", "4"), (second.AddedSends[0].TrackSid, second.AddedSends[0].Options.Mid));
        Assert.Empty(second.RemovedSends);
        Assert.Null(client.Need());
    }

    [Fact]
    public void A_track_that_is_removed_and_wanted_again_is_told_as_both()
    {
        var client = new Client();
        client.Send("TR_AM1", MediaKind.Audio);
        client.Offer("chromium-join");
        client.Negotiator.RemoveSend("TR_AM1");
        client.Send("TR_AM1", MediaKind.Audio);

        var outcome = client.Offer("chromium-join");

        Assert.Equal(["TR_AM1"], outcome.RemovedSends);
        Assert.Equal(("TR_AM1", "1"), (outcome.AddedSends[0].TrackSid, outcome.AddedSends[0].Options.Mid));
    }

    [Fact]
    public void A_track_that_found_no_section_and_is_removed_leaves_no_trace()
    {
        var client = new Client();
        client.Offer("chromium-join");
        client.Send("TR_AM1", MediaKind.Audio);
        client.Negotiator.RemoveSend("TR_AM1");
        client.Negotiator.RemoveSend("TR_unknown");

        Assert.Null(client.Need());
        var outcome = client.Offer("chromium-join");
        Assert.Empty(outcome.AddedSends);
        Assert.Empty(outcome.RemovedSends);
    }

    [Fact]
    public void A_client_that_cannot_receive_the_codec_is_asked_once_and_then_left_alone()
    {
        var offer = Client.Recorded("chromium-join").Replace(" VP8/90000", " VP8X/90000", StringComparison.Ordinal);
        var client = new Client();
        client.OfferText(offer);
        client.Send("TR_VC1", MediaKind.Video);

        Assert.Equal(new MediaSectionsNeed(0, 0), client.Need());
        var outcome = client.OfferText(offer);
        Assert.Empty(outcome.AddedSends);
        Assert.Equal(["TR_VC1"], outcome.UnsupportedSends);
        Assert.Null(client.Need());

        // In a format the client has, it is sent after all.
        client.Negotiator.AddSend(new("TR_VC1", "PA_alice", MediaKind.Video, new(MediaCodec.Vp9)));
        Assert.Equal(new MediaSectionsNeed(0, 0), client.Need());
        outcome = client.OfferText(offer);
        Assert.Equal(98, Assert.Single(outcome.AddedSends).Options.PayloadType);
        Assert.Empty(outcome.UnsupportedSends);
    }

    [Fact]
    public void New_credentials_of_the_client_are_answered_with_new_ones_of_ours()
    {
        var client = new Client();
        client.Send("TR_AM1", MediaKind.Audio);
        var first = client.Offer("chromium-screen");
        var before = client.Negotiator.Credentials;
        Assert.Null(first.RestartedCredentials);

        var outcome = client.Offer("chromium-ice-restart");

        Assert.NotEqual(before, outcome.RestartedCredentials);
        Assert.Equal(client.Negotiator.Credentials, outcome.RestartedCredentials);
        Assert.NotEqual(first.Remote.Credentials, outcome.Remote.Credentials);
        Assert.Contains($"a=ice-ufrag:{client.Negotiator.Credentials.UsernameFragment}\r\n", outcome.Answer, StringComparison.Ordinal);
        Assert.DoesNotContain(before.UsernameFragment, outcome.Answer, StringComparison.Ordinal);
        Assert.Equal("TR_AM1", outcome.MidToTrackId["0"]);
        Assert.Empty(outcome.AddedSends);
        Assert.Null(client.Offer("chromium-ice-restart").RestartedCredentials);
    }

    [Fact]
    public void A_section_that_vanishes_ends_what_it_carried()
    {
        var client = new Client();
        client.Offer("chromium-camera");
        for (var i = 1; i <= 4; i++)
        {
            client.Send($"TR_VC{i}", MediaKind.Video);
        }

        client.OfferText(WithMoreVideo(1));
        var outcome = client.Offer("chromium-join");

        Assert.Equal(["TR_VC4"], outcome.RemovedSends);
        Assert.Equal(new MediaSectionsNeed(0, 1), client.Need());
    }

    /// <summary>The offer of a joining Chromium with more receiving video sections at its end, from mid 7 on.</summary>
    private static string WithMoreVideo(int count)
    {
        var text = Client.Recorded("chromium-join");
        var start = text.IndexOf("m=video", StringComparison.Ordinal);
        var section = text[start..text.IndexOf("m=video", start + 1, StringComparison.Ordinal)];
        for (var mid = 7; mid < 7 + count; mid++)
        {
            text = text.Replace($"BUNDLE 0 1 2 3 4 5 6{Tail(7, mid)}", $"BUNDLE 0 1 2 3 4 5 6{Tail(7, mid + 1)}", StringComparison.Ordinal)
                + section.Replace("a=mid:3", $"a=mid:{mid}", StringComparison.Ordinal);
        }

        return text;

        static string Tail(int from, int to) => string.Concat(Enumerable.Range(from, to - from).Select(m => $" {m}"));
    }
}
