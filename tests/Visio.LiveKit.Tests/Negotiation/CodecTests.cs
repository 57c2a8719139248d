using Visio.LiveKit.Negotiation;
using Visio.Rtc;
using Visio.Rtc.Rtp;
using Visio.Sfu;

namespace Visio.LiveKit.Tests.Negotiation;

/// <summary>Which of several codecs a section is used for.</summary>
public sealed class CodecTests
{
    private const string Camera = "f58b580e-6df9-42b0-861b-a5354dbcf6d6";
    private const string Microphone = "d63b6660-3c50-42ae-89d6-37eb0a02632e";

    [Theory]
    [InlineData(null, 96, 97, "VP8")]
    [InlineData(MediaCodec.Vp8, 96, 97, "VP8")]
    [InlineData(MediaCodec.Vp9, 98, 99, "VP9")]
    [InlineData(MediaCodec.Av1, 45, 46, "AV1")]
    [InlineData(MediaCodec.H264, 108, 109, "H264")] // constrained baseline in mode 1, not the first
    public void A_camera_is_received_in_the_codec_it_was_announced_in(MediaCodec? announced, int payloadType, int repair, string name)
    {
        var client = new Client();
        client.Negotiator.PreferPublished(Camera, PublishPreference.Unknown with { Video = announced });
        var outcome = client.Offer("chromium-camera");

        var options = Assert.Single(outcome.Receives, r => r.Kind == MediaKind.Video).Options!;
        Assert.Equal((announced ?? MediaCodec.Vp8, payloadType, repair), (options.Codec, options.PayloadType, options.RtxPayloadType));
        var answer = Client.Parse(outcome.Answer);

        // Where it is agreed, Chromium leaves the layers out of VP8's own descriptor.
        var isVp8 = options.Codec == MediaCodec.Vp8;
        Assert.Equal(isVp8, options.Extensions.DependencyDescriptor == 0);
        Assert.Equal(isVp8, answer.Media.Single(m => m.Simulcast is not null).HeaderExtensions.All(e => e.Uri != HeaderExtensionUris.DependencyDescriptor));
        Assert.True(answer.ExtensionMapAllowMixed);
        Assert.Equal([(payloadType, name), (repair, "rtx")], answer.Media.Single(m => m.Simulcast is not null).RtpMaps.Select(m => ((int)m.PayloadType, m.Codec)));
    }

    [Theory]
    [InlineData(MediaCodec.Vp9, nameof(H264Profile.ConstrainedBaseline), 0, 98)]
    [InlineData(MediaCodec.Av1, nameof(H264Profile.ConstrainedBaseline), 0, 45)]
    [InlineData(MediaCodec.H264, nameof(H264Profile.ConstrainedBaseline), 1, 108)]
    [InlineData(MediaCodec.H264, nameof(H264Profile.ConstrainedBaseline), 0, 114)]
    [InlineData(MediaCodec.H264, nameof(H264Profile.Baseline), 1, 102)]
    [InlineData(MediaCodec.H264, nameof(H264Profile.Main), 0, 39)]
    public void A_track_is_sent_in_the_number_the_client_has_for_its_format(MediaCodec codec, string profile, int mode, int payloadType)
    {
        var client = new Client();
        client.Negotiator.AddSend(new("TR_cam", "PA_alice", MediaKind.Video, new(codec, Enum.Parse<H264Profile>(profile), mode)));
        var outcome = client.Offer("chromium-join");

        var sent = Assert.Single(outcome.AddedSends).Options;
        Assert.Equal((payloadType, 12), (sent.PayloadType, sent.Extensions.DependencyDescriptor));
        var section = Client.Parse(outcome.Answer).Media.Single(m => m.Mid == sent.Mid);
        Assert.Equal([$"{sent.PayloadType}", $"{sent.RtxPayloadType}"], section.Formats);
    }

    [Fact]
    public void Without_mixed_header_extensions_no_descriptor_is_sent()
    {
        var client = new Client();
        client.Negotiator.AddSend(new("TR_cam", "PA_alice", MediaKind.Video, new(MediaCodec.Av1)));
        var outcome = client.OfferText(Client.Recorded("chromium-join").Replace("a=extmap-allow-mixed\n", "", StringComparison.Ordinal).Replace("a=extmap-allow-mixed\r\n", "", StringComparison.Ordinal));

        Assert.Equal(0, Assert.Single(outcome.AddedSends).Options.Extensions.DependencyDescriptor);
    }

    [Fact]
    public void A_profile_the_client_lacks_is_not_sent()
    {
        var client = new Client();
        client.Negotiator.AddSend(new("TR_cam", "PA_alice", MediaKind.Video, new(MediaCodec.H264, H264Profile.High, 1)));

        Assert.Empty(client.Offer("chromium-join").AddedSends);
    }

    [Theory]
    [InlineData("42e01f", nameof(H264Profile.ConstrainedBaseline))]
    [InlineData("42001f", nameof(H264Profile.Baseline))]
    [InlineData("4d001f", nameof(H264Profile.Main))]
    [InlineData("4d801f", nameof(H264Profile.ConstrainedBaseline))]
    [InlineData("640c1f", nameof(H264Profile.ConstrainedHigh))]
    [InlineData("640032", nameof(H264Profile.High))]
    [InlineData("f4001f", null)]
    [InlineData("xyz", null)]
    public void Profiles_of_H264_are_told_apart(string level, string? profile)
    {
        var format = CodecFormat.Read(MediaKind.Video, new(100, "H264", 90_000, 0), new(100, $"packetization-mode=1;profile-level-id={level}"));
        Assert.Equal(profile, format?.Profile.ToString());
    }

    [Fact]
    public void Sound_is_published_with_redundancy_when_the_track_wants_it()
    {
        var client = new Client();
        client.Negotiator.PreferPublished(Microphone, PublishPreference.Unknown with { Red = true });
        var outcome = client.Offer("chromium-microphone");

        var options = Assert.Single(outcome.Receives).Options!;
        Assert.Equal((111, 63), (options.PayloadType, options.RedPayloadType));
        var section = Client.Parse(outcome.Answer).Media[7];
        Assert.Equal(["63", "111"], section.Formats);
        Assert.Equal("111/111", section.FindFormatParameters(63)!.Value);

        var plain = new Client();
        plain.Negotiator.PreferPublished(Microphone, PublishPreference.Unknown);
        outcome = plain.Offer("chromium-microphone");
        Assert.Equal(0, Assert.Single(outcome.Receives).Options!.RedPayloadType);
        Assert.Equal(["111"], Client.Parse(outcome.Answer).Media[7].Formats);
    }

    [Theory]
    [InlineData(true, 63)]
    [InlineData(false, 0)]
    public void Redundancy_is_sent_to_those_who_may_have_it(bool mayHave, int payloadType)
    {
        var client = new Client();
        client.Negotiator.AddSend(new("TR_mic", "PA_alice", MediaKind.Audio, new(MediaCodec.Opus), Red: mayHave));
        var outcome = client.Offer("chromium-join");

        Assert.Equal((111, payloadType), (outcome.AddedSends[0].Options.PayloadType, outcome.AddedSends[0].Options.RedPayloadType));
        Assert.Equal(mayHave, Client.Parse(outcome.Answer).Media[0].Formats.Contains("63"));
    }

    [Fact]
    public void A_track_goes_on_in_another_format_on_the_same_section_as_another_stream()
    {
        var client = new Client();
        client.Negotiator.AddSend(new("TR_cam", "PA_alice", MediaKind.Video, new(MediaCodec.Vp9)));
        var first = Assert.Single(client.Offer("chromium-join").AddedSends).Options;

        client.Negotiator.AddSend(new("TR_cam", "PA_alice", MediaKind.Video, new(MediaCodec.Vp8)));
        Assert.Equal(new MediaSectionsNeed(0, 0), client.Need());
        var outcome = client.Offer("chromium-join");

        Assert.Equal(["TR_cam"], outcome.RemovedSends);
        var second = Assert.Single(outcome.AddedSends).Options;
        Assert.Equal((first.Mid, (byte)96), (second.Mid, second.PayloadType));
        Assert.NotEqual(first.Ssrc, second.Ssrc);
        Assert.NotEqual(first.RtxSsrc, second.RtxSsrc);
        Assert.Null(client.Need());
    }

    [Fact]
    public void How_long_pictures_are_to_be_held_back_is_said_where_the_room_wants_it()
    {
        const string uri = HeaderExtensionUris.PlayoutDelay;
        foreach (var delay in new PlayoutDelay?[] { new(100, 400), null })
        {
            var client = new Client(playoutDelay: delay);
            client.Send("TR_cam", MediaKind.Video);
            client.Send("TR_mic", MediaKind.Audio);
            var outcome = client.Offer("chromium-join");

            var answer = Client.Parse(outcome.Answer);
            var offered = Client.Parse(Client.Recorded("chromium-join")).Media[3].HeaderExtensions.Single(e => e.Uri == uri).Id;
            Assert.Equal(delay is null ? [] : new[] { offered, offered, offered }, answer.Media.SelectMany(m => m.HeaderExtensions).Where(e => e.Uri == uri).Select(e => e.Id));
            var (video, audio) = (outcome.AddedSends.Single(s => s.TrackSid == "TR_cam").Options, outcome.AddedSends.Single(s => s.TrackSid == "TR_mic").Options);
            Assert.Equal((delay, delay is null ? 0 : offered), (video.PlayoutDelay, video.Extensions.PlayoutDelay));
            Assert.Null(audio.PlayoutDelay);
        }
    }
}
