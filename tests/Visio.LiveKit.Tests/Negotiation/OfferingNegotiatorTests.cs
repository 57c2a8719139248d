using System.Net;
using Visio.LiveKit.Negotiation;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Sdp;
using Visio.Sfu;
using Visio.Testing;

namespace Visio.LiveKit.Tests.Negotiation;

public sealed class OfferingNegotiatorTests
{
    private static readonly CertificateFingerprint Ours = new("sha-256", string.Join(':', Enumerable.Repeat("AB", 32)));

    private readonly OfferingNegotiator _negotiator = Create(withData: true);

    [Fact]
    public void The_first_offer_has_the_data_channels_alone()
    {
        var offer = Offer();

        var session = Parse(offer.Sdp);
        var data = Assert.Single(session.Media);
        Assert.Equal(("application", "0", (ushort?)5000, SetupRole.ActPass), (data.Media, data.Mid, data.SctpPort, data.Transport.Setup));
        Assert.Equal((_negotiator.Credentials.UsernameFragment, _negotiator.Credentials.Password), (data.Transport.UsernameFragment, data.Transport.Password));
        Assert.True(session.IceLite);
        Assert.Equal(Ours, Assert.Single(session.Transport.Fingerprints));
        Assert.Equal(2, data.Candidates.Count(c => c.Component == 1));
        Assert.True(offer.IsNewTransport);
        Assert.InRange(offer.Id, 1u, 255u);
        Assert.False(_negotiator.TryOffer(out _));
    }

    [Fact]
    public void Tracks_known_at_once_are_in_the_first_offer()
    {
        Send("TR_mic", MediaKind.Audio);
        Send("TR_cam", MediaKind.Video);

        var offer = Offer();

        Assert.Equal(["application:", "audio:SendOnly", "video:SendOnly"], Directions(offer));
        Assert.Equal(new Dictionary<string, string> { ["1"] = "TR_mic", ["2"] = "TR_cam" }, offer.MidToTrackId);
        var audio = Parse(offer.Sdp).Media[1];
        Assert.Equal(new("PA_alice|TR_mic", "TR_mic"), Assert.Single(audio.StreamIds));
        Assert.Equal(["111"], audio.Formats);
        Assert.Equal(["96", "97", "125", "126"], Parse(offer.Sdp).Media[2].Formats.Take(4));
    }

    [Fact]
    public void What_changes_while_an_offer_is_out_is_in_the_next()
    {
        var first = Offer();
        Send("TR_mic", MediaKind.Audio);
        Send("TR_cam", MediaKind.Video);
        Assert.False(_negotiator.TryOffer(out _));

        Assert.Empty(Accept(Answers.To(first.Sdp)).AddedSends);
        var second = Offer();

        Assert.Equal(first.Id + 1, second.Id);
        Assert.False(second.IsNewTransport);
        Assert.Equal(2, second.MidToTrackId.Count);
        var added = Accept(Answers.To(second.Sdp)).AddedSends;
        Assert.Equal(["TR_mic", "TR_cam"], added.Select(a => a.TrackSid));
        Assert.False(_negotiator.TryOffer(out _));
    }

    [Fact]
    public void Tracks_start_when_the_answer_has_come_in_the_numbers_of_the_answer()
    {
        Send("TR_mic", MediaKind.Audio);
        Send("TR_cam", MediaKind.Video);
        var offer = Offer();
        var offered = Parse(offer.Sdp).Media[2];

        var answer = Accept(Answers.To(offer.Sdp, media =>
        {
            if (media.Media == "video")
            {
                media.HeaderExtensions.Clear();
                media.HeaderExtensions.Add(new(7, null, HeaderExtensionUris.AbsoluteSendTime, null));
            }
        }));

        Assert.Equal(new(Answers.Credentials, Answers.Fingerprint, DtlsRole.Server, AnswerSections.MaxMessageSize), answer.Remote);
        Assert.True(answer.OpensData);
        var (audio, video) = (answer.AddedSends[0].Options, answer.AddedSends[1].Options);
        Assert.Equal(("1", (byte)111, true), (audio.Mid, audio.PayloadType, audio.Nack));
        Assert.Equal(("2", (byte)96, (byte)97, true), (video.Mid, video.PayloadType, video.RtxPayloadType, video.Nack));
        Assert.Equal([video.Ssrc, video.RtxSsrc], Assert.Single(offered.SsrcGroups).Ssrcs);
        Assert.Equal(new HeaderExtensionIds { AbsoluteSendTime = 7 }, video.Extensions);
        Assert.Equal(4, audio.Extensions.Mid);
    }

    [Fact]
    public void Packets_carry_transport_wide_numbers_where_the_client_takes_them_and_reports_on_them()
    {
        Send("TR_mic", MediaKind.Audio);
        Send("TR_cam", MediaKind.Video);
        Send("TR_screen", MediaKind.Video);
        var offer = Offer();
        Assert.All(Parse(offer.Sdp).Media.Skip(1), media =>
        {
            Assert.Contains(media.HeaderExtensions, e => e.Uri == HeaderExtensionUris.TransportSequenceNumber && e.Id == 3);
            Assert.Contains(media.Feedback, f => f.Value == "transport-cc");
        });

        var answer = Accept(Answers.To(offer.Sdp, media =>
        {
            if (media.Mid == "3")
            {
                foreach (var feedback in media.Feedback.Where(f => f.Value == "transport-cc").ToArray())
                {
                    media.Feedback.Remove(feedback);
                }
            }
        }));

        Assert.Equal([3, 3, 0], answer.AddedSends.Select(a => (int)a.Options.Extensions.TransportSequenceNumber));
    }

    [Fact]
    public void The_answer_that_chromium_gave_the_reference_is_taken()
    {
        Send("TR_mic", MediaKind.Audio);
        Send("TR_cam", MediaKind.Video);
        Send("TR_screen", MediaKind.Video);
        Offer();

        var answer = Accept(Client.Recorded("chromium-subscriber-answer"));

        Assert.Equal(["TR_mic", "TR_cam", "TR_screen"], answer.AddedSends.Select(a => a.TrackSid));
        Assert.False(answer.AddedSends[0].Options.Nack);
        Assert.Equal((96, 97, 3), (answer.AddedSends[1].Options.PayloadType, answer.AddedSends[1].Options.RtxPayloadType, answer.AddedSends[1].Options.Extensions.AbsoluteSendTime));
        Assert.Equal((DtlsRole.Server, 65_535), (answer.Remote.LocalRole, answer.Remote.MaxMessageSize));
    }

    [Fact]
    public void A_section_becomes_inactive_once_and_is_used_again_after_that()
    {
        Send("TR_mic", MediaKind.Audio);
        var first = Offer();
        var before = Assert.Single(Accept(Answers.To(first.Sdp)).AddedSends).Options;
        _negotiator.RemoveSend("TR_mic");
        Send("TR_next", MediaKind.Audio);

        var second = Offer();
        Assert.Equal(["application:", "audio:Inactive"], Directions(second));
        Assert.Equal(["TR_mic"], second.RemovedSends);
        Assert.Empty(Accept(Answers.To(second.Sdp)).AddedSends);

        var third = Offer();
        Assert.Equal(["application:", "audio:SendOnly"], Directions(third));
        var after = Assert.Single(Accept(Answers.To(third.Sdp)).AddedSends);
        Assert.Equal(("TR_next", "1"), (after.TrackSid, after.Options.Mid));
        Assert.NotEqual(before.Ssrc, after.Options.Ssrc);
    }

    [Fact]
    public void A_restart_brings_new_credentials_and_forgets_the_offer_that_was_out()
    {
        Send("TR_mic", MediaKind.Audio);
        var lost = Offer();
        var old = _negotiator.Credentials;

        _negotiator.Restart();
        var offer = Offer();

        Assert.Equal(lost.Id + 1, offer.Id);
        Assert.NotEqual(old, _negotiator.Credentials);
        Assert.Equal(_negotiator.Credentials.UsernameFragment, Parse(offer.Sdp).Media[0].Transport.UsernameFragment);
        Assert.True(offer.IsNewTransport);
        Assert.False(_negotiator.IsAwaited(lost.Id));
        Assert.Equal("TR_mic", Assert.Single(Accept(Answers.To(offer.Sdp)).AddedSends).TrackSid);

        _negotiator.Restart();
        Assert.Empty(Accept(Answers.To(Offer().Sdp)).AddedSends);
    }

    [Fact]
    public void Answers_are_awaited_by_number_and_zero_is_any()
    {
        var offer = Offer();

        Assert.Equal((true, true, false), (_negotiator.IsAwaited(offer.Id), _negotiator.IsAwaited(0), _negotiator.IsAwaited(offer.Id + 1)));
        Accept(Answers.To(offer.Sdp));
        Assert.Equal((false, false), (_negotiator.IsAwaited(offer.Id), _negotiator.IsAwaited(0)));
    }

    [Fact]
    public void A_refused_section_carries_nothing_and_is_not_insisted_on()
    {
        Send("TR_cam", MediaKind.Video);
        var offer = Offer();

        var answer = Accept(Answers.To(offer.Sdp, media => media.Direction = media.Media == "video" ? MediaDirection.Inactive : media.Direction));

        Assert.Empty(answer.AddedSends);
        Assert.False(_negotiator.TryOffer(out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_codec_the_client_does_not_answer_is_told_and_another_is_sent_on_the_same_section(bool isRejected)
    {
        _negotiator.AddSend(new("TR_cam", "PA_alice", MediaKind.Video, new(MediaCodec.Vp9)));
        var first = Offer();
        Assert.Equal("98", Parse(first.Sdp).Media[1].Formats[0]);

        var answer = Accept(Answers.To(first.Sdp, isRejected ? Reject : WithoutVp9));
        Assert.Empty(answer.AddedSends);
        Assert.Equal(["TR_cam"], answer.UnsupportedSends);

        _negotiator.AddSend(new("TR_cam", "PA_alice", MediaKind.Video, new(MediaCodec.Vp8)));
        var second = Offer();
        Assert.Equal("TR_cam", second.MidToTrackId["1"]);
        Assert.Equal("96", Parse(second.Sdp).Media[1].Formats[0]);
        answer = Accept(Answers.To(second.Sdp, WithoutVp9));
        Assert.Equal(96, Assert.Single(answer.AddedSends).Options.PayloadType);
        Assert.Empty(answer.UnsupportedSends);
        Assert.False(_negotiator.TryOffer(out _));

        static void WithoutVp9(MediaDescription media)
        {
            if (media.Media == "video")
            {
                media.Formats.Remove("98");
                media.RtpMaps.Remove(media.RtpMaps.Single(m => m.PayloadType == 98));
            }
        }

        static void Reject(MediaDescription media) => media.Port = media.Media == "video" ? (ushort)0 : media.Port;
    }

    [Fact]
    public void A_client_that_may_not_subscribe_is_offered_nothing()
    {
        var negotiator = Create(withData: false);
        Assert.False(negotiator.TryOffer(out _));
        negotiator.Restart();
        Assert.False(negotiator.TryOffer(out _));

        negotiator.AddSend(new("TR_mic", "PA_alice", MediaKind.Audio, new(MediaCodec.Opus)));
        Assert.True(negotiator.TryOffer(out var offer));
        Assert.Equal(["audio:SendOnly"], Directions(offer));
    }

    [Theory]
    [InlineData("a=setup:active", "a=setup:actpass", "the answer takes no part in the DTLS handshake")]
    [InlineData("a=mid:1", "a=mid:7", "the answer has other media sections than the offer")]
    [InlineData("a=ice-ufrag:", "a=nothing:", "the answer has no ICE credentials")]
    [InlineData("a=fingerprint:", "a=nothing:", "the answer has no certificate fingerprint we can check")]
    [InlineData("a=group:BUNDLE 0 1", "a=group:BUNDLE 9 1", "the bundle of the answer names no media section")]
    [InlineData("a=group:BUNDLE 0 1", "a=nothing", "the answer does not bundle its media sections")]
    public void An_answer_that_cannot_be_used_is_refused_and_changes_nothing(string part, string replacement, string reason)
    {
        Send("TR_mic", MediaKind.Audio);
        var good = Answers.To(Offer().Sdp);

        Assert.False(_negotiator.TryAccept(good.Replace(part, replacement, StringComparison.Ordinal), out var answer, out var error));

        Assert.Equal((null, reason), (answer, error));
        Assert.Single(Accept(good).AddedSends);
    }

    [Fact]
    public void A_certificate_cannot_change_on_a_running_connection()
    {
        Accept(Answers.To(Offer().Sdp));
        _negotiator.Restart();

        Assert.False(_negotiator.TryAccept(Answers.To(Offer().Sdp, Answers.Credentials, Ours), out _, out var error));
        Assert.Equal("the answer changes the certificate of a running connection", error);
    }

    private static OfferingNegotiator Create(bool withData)
    {
        var random = new SeededRandom(1);
        return new(
            new()
            {
                Credentials = IceCredentials.Create(random),
                Fingerprint = Ours,
                Candidates = [new IPEndPoint(IPAddress.Loopback, 7882), new IPEndPoint(IPAddress.IPv6Loopback, 7882)],
                Random = random,
            },
            withData);
    }

    private static SdpSession Parse(string sdp) => Client.Parse(sdp);

    private static IEnumerable<string> Directions(SubscriberOffer offer) => Parse(offer.Sdp).Media.Select(m => $"{m.Media}:{m.Direction}");

    private void Send(string trackSid, MediaKind kind) =>
        _negotiator.AddSend(new(trackSid, "PA_alice", kind, new(kind == MediaKind.Audio ? MediaCodec.Opus : MediaCodec.Vp8)));

    private SubscriberOffer Offer()
    {
        Assert.True(_negotiator.TryOffer(out var offer));
        return offer;
    }

    private SubscriberAnswer Accept(string sdp)
    {
        Assert.True(_negotiator.TryAccept(sdp, out var answer, out var error), error);
        return answer!;
    }
}
