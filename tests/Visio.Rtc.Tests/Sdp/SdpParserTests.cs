using Visio.Rtc.Sdp;
using Visio.Testing;

namespace Visio.Rtc.Tests.Sdp;

public sealed class SdpParserTests
{
    private const string Start = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
    private const string Audio = Start + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";

    [Theory]
    [MemberData(nameof(SdpFixture.Names), MemberType = typeof(SdpFixture))]
    public void What_a_real_client_wrote_is_written_again_line_by_line(string name)
    {
        var text = SdpFixture.Read(name);
        var session = Parse(text);

        var written = SdpWriter.Write(session);

        Assert.Equal(SortedSections(text), SortedSections(written));
        Assert.Equal(written, SdpWriter.Write(Parse(written)));
        Assert.All(written.Split('\n')[..^1], line => Assert.EndsWith("\r", line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_attributes_of_a_simulcast_section_become_types()
    {
        var session = Parse(SdpFixture.Read("chromium-camera.sdp"));
        var video = session.Media[8];

        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8"], session.Bundle!.Mids);
        Assert.True(session.ExtensionMapAllowMixed);
        Assert.Equal("8", video.Mid);
        Assert.Equal(MediaDirection.SendOnly, video.Direction);
        Assert.Equal(new RtpMap(96, "VP8", 90_000, 0), video.RtpMaps[0]);
        Assert.Equal("96", video.FindFormatParameters(97)!["apt"]);
        Assert.Contains(new RtcpFeedback(96, "nack pli"), video.Feedback);
        Assert.Contains(new HeaderExtensionMap(10, null, "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", null), video.HeaderExtensions);
        Assert.Equal(["q", "h", "f"], video.Rids.Where(r => r.IsSend).Select(r => r.Id));
        Assert.Equal(["q", "h", "f"], video.Simulcast!.Send.Select(s => s.Alternatives[0].Id));
        Assert.Equal(SetupRole.ActPass, video.Transport.Setup);
        Assert.Equal("f58b580e-6df9-42b0-861b-a5354dbcf6d6", video.StreamIds[0].TrackId);
        Assert.Equal(2202194301u, session.Media[7].Ssrcs[0].Ssrc);
        Assert.Equal((ushort)5000, session.Media[6].SctpPort);
        Assert.Equal(262_144, session.Media[6].MaxMessageSize);
    }

    [Fact]
    public void Lines_may_end_with_a_line_feed_alone()
    {
        Assert.Equal("0", Parse((Audio + "a=mid:0\r\n").Replace("\r\n", "\n", StringComparison.Ordinal)).Media[0].Mid);
    }

    [Fact]
    public void Directions_of_extensions_and_feedback_for_all_formats_are_kept()
    {
        var media = Parse(Audio + "a=extmap:3/recvonly urn:x with more\r\na=rtcp-fb:* nack\r\na=simulcast:recv 1,~2;3 send 4\r\n").Media[0];

        Assert.Equal(new HeaderExtensionMap(3, MediaDirection.RecvOnly, "urn:x", "with more"), media.HeaderExtensions[0]);
        Assert.Equal(new RtcpFeedback(null, "nack"), media.Feedback[0]);
        Assert.Equal([new SimulcastRid("1", false), new SimulcastRid("2", true)], media.Simulcast!.Receive[0].Alternatives);
        Assert.Contains("a=simulcast:recv 1,~2;3 send 4\r\n", SdpWriter.Write(Parse(SdpWriter.Write(Parse(
            Audio + "a=simulcast:recv 1,~2;3 send 4\r\n")))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v=1\r\n")]
    [InlineData("v=0\r\n")]
    [InlineData("v=0\r\no=- x 1 IN IP4 0\r\n")]
    [InlineData("v=0\r\no=- 1 1\r\n")]
    [InlineData(Start + "nonsense\r\n")]
    [InlineData(Start + "m=audio\r\n")]
    [InlineData(Start + "m=audio 70000 UDP/TLS/RTP/SAVPF 111\r\n")]
    [InlineData(Start + "m=audio 9 UDP/TLS/RTP/SAVPF\r\n")]
    [InlineData(Audio + "a=mid:\r\n")]
    [InlineData(Audio + "a=mid:two words\r\n")]
    [InlineData(Audio + "a=mid:a\rb\r\n")]
    [InlineData(Audio + "a=mid:a\0b\r\n")]
    [InlineData(Audio + "a=rtpmap:128 opus/48000\r\n")]
    [InlineData(Audio + "a=rtpmap:111 opus\r\n")]
    [InlineData(Audio + "a=fmtp:111\r\n")]
    [InlineData(Audio + "a=extmap:0 urn:x\r\n")]
    [InlineData(Audio + "a=extmap:1/up urn:x\r\n")]
    [InlineData(Audio + "a=ssrc:-1 cname:x\r\n")]
    [InlineData(Audio + "a=ssrc-group:FID\r\n")]
    [InlineData(Audio + "a=rid:? send\r\n")]
    [InlineData(Audio + "a=simulcast:\r\n")]
    [InlineData(Audio + "a=simulcast:send q;;h\r\n")]
    [InlineData(Audio + "a=setup:maybe\r\n")]
    [InlineData(Audio + "a=ice-ufrag:abc\r\n")]
    [InlineData(Audio + "a=ice-pwd:tooshort\r\n")]
    [InlineData(Audio + "a=fingerprint:sha-256 AA:BB\r\n")]
    [InlineData(Audio + "a=fingerprint:sha-256 no hash\r\n")]
    [InlineData(Audio + "a=sctp-port:99999\r\n")]
    public void A_malformed_description_is_refused_with_a_reason(string text)
    {
        Assert.False(SdpParser.TryParse(text, out var session, out var error));
        Assert.Null(session);
        Assert.StartsWith("line ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Size_is_bounded_in_every_direction()
    {
        Refuse(Start + new string('x', SdpParser.MaximumLength));
        Refuse(Audio + "a=x:" + new string('x', SdpParser.MaximumLineLength) + "\r\n");
        Refuse(Audio + string.Concat(Enumerable.Repeat("a=x\r\n", SdpParser.MaximumAttributes + 1)));
        Refuse(Start + string.Concat(Enumerable.Repeat("m=audio 9 RTP 0\r\n", SdpParser.MaximumSections + 1)));
        Refuse(Start + "m=audio 9 RTP" + string.Concat(Enumerable.Repeat(" 0", SdpParser.MaximumFormats + 1)) + "\r\n");

        static void Refuse(string text) => Assert.False(SdpParser.TryParse(text, out _, out _));
    }

    [Fact]
    public void Random_bytes_in_real_descriptions_never_throw()
    {
        const int seed = 8866;
        var random = new SeededRandom(seed);
        var texts = SdpFixture.All.Select(SdpFixture.Read).ToArray();
        for (var i = 0; i < 2_000; i++)
        {
            var text = texts[random.Next(texts.Length)].ToCharArray();
            for (var j = 0; j <= random.Next(8); j++)
            {
                text[random.Next(text.Length)] = (char)random.Next(256);
            }

            if (SdpParser.TryParse(new string(text, 0, random.Next(text.Length + 1)), out var session, out _))
            {
                var again = SdpParser.TryParse(SdpWriter.Write(session), out _, out var error);
                Assert.True(again, $"seed {seed}, round {i}: {error}");
            }
        }
    }

    private static SdpSession Parse(string text)
    {
        var isRead = SdpParser.TryParse(text, out var session, out var error);
        Assert.True(isRead, error);
        return session!;
    }

    /// <summary>The lines of each section in alphabetical order: their order within a section has no meaning but for m= and c=.</summary>
    private static List<string> SortedSections(string text)
    {
        var sections = new List<List<string>> { new() };
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd('\r')))
        {
            if (line.StartsWith("m=", StringComparison.Ordinal))
            {
                sections.Add([]);
            }

            sections[^1].Add(line);
        }

        return sections.ConvertAll(lines => string.Join('\n', lines.Order(StringComparer.Ordinal)));
    }
}
