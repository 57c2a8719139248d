using Visio.LiveKit.Negotiation;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Sdp;
using Visio.Sfu;

namespace Visio.LiveKit.Tests.Negotiation;

public sealed class AnswerTests
{
    public static TheoryData<string> Offers { get; } = new(
        "chromium-join", "chromium-microphone", "chromium-camera", "chromium-screen", "chromium-unpublish", "chromium-ice-restart",
        "rtc-node-join", "rtc-node-camera", "firefox-join", "firefox-camera");

    [Theory]
    [MemberData(nameof(Offers))]
    public void An_answer_says_back_only_what_was_offered(string name)
    {
        var offer = Client.Parse(Client.Recorded(name));
        var answer = Client.Parse(new Client().Offer(name).Answer);

        Assert.True(answer.IceLite);
        Assert.Single(answer.Transport.Fingerprints);
        Assert.Equal(offer.Bundle!.Mids, answer.Bundle!.Mids);
        Assert.Equal(offer.Media.Select(m => (m.Media, m.Mid, m.Protocol)), answer.Media.Select(m => (m.Media, m.Mid, m.Protocol)));
        foreach (var (asked, said) in offer.Media.Zip(answer.Media))
        {
            Assert.NotEqual(0, said.Port);
            Assert.Equal(SetupRole.Passive, said.Transport.Setup);
            Assert.NotNull(said.Transport.UsernameFragment);
            Assert.Subset(asked.Formats.ToHashSet(), said.Formats.ToHashSet());
            Assert.Subset(asked.RtpMaps.ToHashSet(), said.RtpMaps.ToHashSet());
            Assert.Subset(asked.Feedback.ToHashSet(), said.Feedback.ToHashSet());
            Assert.Subset(asked.HeaderExtensions.Select(e => (e.Id, e.Uri)).ToHashSet(), said.HeaderExtensions.Select(e => (e.Id, e.Uri)).ToHashSet());
            if (said.Media == "application")
            {
                Assert.Equal((ushort)5000, said.SctpPort);
                Assert.Equal(65_535, said.MaxMessageSize);
                continue;
            }

            Assert.True(said.RtcpMux);
            Assert.Equal(asked.Direction == MediaDirection.SendOnly ? MediaDirection.RecvOnly : MediaDirection.Inactive, said.Direction);
            Assert.Equal(said.Media == "audio" ? "opus" : "VP8", said.RtpMaps[0].Codec);
            Assert.All(said.RtpMaps.Skip(1), m => Assert.Equal("rtx", m.Codec));
            Assert.Equal(said.Formats, said.RtpMaps.Select(m => $"{m.PayloadType}"));
            Assert.Empty(said.StreamIds);
        }
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Candidates_stand_in_the_first_section_only(string name)
    {
        var answer = Client.Parse(new Client().Offer(name).Answer);

        Assert.Equal(["127.0.0.1", "::1"], answer.Media[0].Candidates.Select(c => c.Address));
        Assert.True(answer.Media[0].EndOfCandidates);
        Assert.All(answer.Media.Skip(1), m => Assert.Empty(m.Candidates));
    }

    [Fact]
    public void The_transport_of_the_offer_is_told_to_the_media_loop()
    {
        var remote = new Client().Offer("chromium-join").Remote;

        Assert.Equal("o/pX", remote.Credentials.UsernameFragment);
        Assert.Equal("CbdOq8qrQEgB8TFqUqBtI+qf", remote.Credentials.Password);
        Assert.StartsWith("09:E4:61:13", remote.Fingerprint.Value, StringComparison.Ordinal);
        Assert.Equal(DtlsRole.Server, remote.LocalRole);
        Assert.Equal(262_144, remote.MaxMessageSize);
    }

    [Fact]
    public void A_client_that_insists_on_waiting_for_the_handshake_keeps_that_role()
    {
        var client = new Client();
        var first = client.OfferText(Client.Recorded("chromium-join").Replace("a=setup:actpass", "a=setup:passive", StringComparison.Ordinal));
        var second = client.Offer("chromium-join");

        Assert.Equal(DtlsRole.Client, first.Remote.LocalRole);
        Assert.Equal(DtlsRole.Client, second.Remote.LocalRole);
        Assert.Contains("a=setup:active", second.Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chromium-camera", "q;h;f", 10, 11)]
    [InlineData("rtc-node-camera", "f;h;q", 10, 11)]
    [InlineData("firefox-camera", "q;h;f", 9, 10)]
    public void Simulcast_is_taken_and_its_layers_are_listed_best_first(string name, string rids, byte rid, byte repaired)
    {
        var outcome = new Client().Offer(name);

        var camera = Assert.Single(outcome.Receives, r => r.Kind == MediaKind.Video).Options!;
        Assert.Equal(["f", "h", "q"], camera.Rids);
        Assert.Equal((0u, 0u), (camera.Ssrc, camera.RtxSsrc));
        Assert.Equal((rid, repaired), (camera.Extensions.Rid, camera.Extensions.RepairedRid));
        Assert.NotEqual(0, camera.Extensions.Mid);
        Assert.NotEqual(0, camera.Extensions.TransportSequenceNumber);
        Assert.True(camera.Nack);
        Assert.Contains($"a=simulcast:recv {rids}\r\n", outcome.Answer, StringComparison.Ordinal);
        Assert.Contains("a=rid:f recv\r\n", outcome.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void An_extension_offered_for_sending_is_answered_for_receiving()
    {
        Assert.Contains(
            "a=extmap:9/recvonly urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n", new Client().Offer("firefox-camera").Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_placeholder_is_answered_with_the_extensions_that_a_later_simulcast_needs()
    {
        // Chromium offers in new sections only what was answered before.
        var placeholder = Client.Parse(new Client().Offer("chromium-join").Answer).Media[3];

        Assert.Contains(placeholder.HeaderExtensions, e => e.Uri == HeaderExtensionUris.Rid);
        Assert.Contains(placeholder.HeaderExtensions, e => e.Uri == HeaderExtensionUris.TransportSequenceNumber);
    }

    [Fact]
    public void A_microphone_is_received_with_the_numbers_of_its_offer()
    {
        var section = Assert.Single(new Client().Offer("chromium-microphone").Receives);

        Assert.Equal(("7", MediaKind.Audio, true, null), (section.Mid, section.Kind, section.Active, section.Refusal));
        Assert.Equal("d63b6660-3c50-42ae-89d6-37eb0a02632e", section.TrackId);
        Assert.Equal(MediaCodec.Opus, section.Options!.Codec);
        Assert.Equal(2202194301u, section.Options.Ssrc);
        Assert.Equal((111, 48_000), (section.Options.PayloadType, section.Options.ClockRate));
        Assert.Equal((4, 1), (section.Options.Extensions.Mid, section.Options.Extensions.AudioLevel));
    }

    [Fact]
    public void Stereo_and_silence_are_answered_as_the_publisher_announced_them()
    {
        const string cid = "d63b6660-3c50-42ae-89d6-37eb0a02632e";
        Assert.Equal("minptime=10;useinbandfec=1;usedtx=1", Parameters(new Client()));

        var music = new Client();
        music.Negotiator.PreferPublished(cid, new(new(Stereo: true, DiscontinuousTransmission: false)));
        Assert.Equal("minptime=10;useinbandfec=1;stereo=1;maxaveragebitrate=510000", Parameters(music));

        music.Negotiator.ForgetPublished(cid);
        Assert.Equal("minptime=10;useinbandfec=1;usedtx=1", Parameters(music));

        static string Parameters(Client client) =>
            Client.Parse(client.Offer("chromium-microphone").Answer).Media[7].FindFormatParameters(111)!.Value;
    }

    [Fact]
    public void A_single_layer_is_found_by_its_sources()
    {
        var offer = Client.Recorded("firefox-camera")
            .Replace("a=simulcast:send q;h;f\n", "", StringComparison.Ordinal);
        var camera = Assert.Single(new Client().OfferText(offer).Receives, r => r.Kind == MediaKind.Video).Options!;

        var group = Client.Parse(offer).Media[8].SsrcGroups[0].Ssrcs;
        Assert.Equal((group[0], group[1]), (camera.Ssrc, camera.RtxSsrc));
        Assert.Empty(camera.Rids);
    }

    [Fact]
    public void A_publication_in_a_codec_we_do_not_forward_is_refused_in_words()
    {
        var offer = Client.Recorded("rtc-node-camera").Replace("a=rtpmap:96 VP8/90000", "a=rtpmap:96 H263/90000", StringComparison.Ordinal);
        var outcome = new Client().OfferText(offer);
        var answer = Client.Parse(outcome.Answer);

        var camera = Assert.Single(outcome.Receives, r => r.Mid == "8");
        Assert.False(camera.Active);
        Assert.Equal("only VP8, H.264, VP9 and AV1 are supported for video", camera.Refusal);
        Assert.Equal((0, MediaDirection.Inactive), (answer.Media[8].Port, answer.Media[8].Direction!.Value));
        Assert.DoesNotContain("8", answer.Bundle!.Mids);
    }

    [Fact]
    public void Only_the_first_data_section_is_accepted()
    {
        var text = Client.Recorded("chromium-join");
        var data = text[text.IndexOf("m=application", StringComparison.Ordinal)..];
        var offer = text.Replace("BUNDLE 0 1 2 3 4 5 6", "BUNDLE 0 1 2 3 4 5 6 7", StringComparison.Ordinal)
            + data.Replace("a=mid:6", "a=mid:7", StringComparison.Ordinal);

        var answer = Client.Parse(new Client().OfferText(offer).Answer);

        Assert.Equal([(ushort)9, (ushort)0], answer.Media.Where(m => m.Media == "application").Select(m => m.Port));
    }

    [Fact]
    public void The_session_keeps_its_id_and_counts_its_versions()
    {
        var client = new Client();
        var first = Client.Parse(client.Offer("chromium-join").Answer).Origin;
        var second = Client.Parse(client.Offer("chromium-camera").Answer).Origin;

        Assert.Equal(first.SessionId, second.SessionId);
        Assert.Equal(first.SessionVersion + 1, second.SessionVersion);
    }
}
