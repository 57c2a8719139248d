using Visio.Rtc;
using Visio.Rtc.Sdp;
using Visio.Testing;

namespace Visio.LiveKit.Tests.Negotiation;

public sealed class HostileOfferTests
{
    [Theory]
    [InlineData("", "line 1 is not v=0")]
    [InlineData("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n", "the offer has no media section")]
    public void An_offer_of_nothing_is_refused(string offer, string reason) => Assert.Equal(reason, new Client().Refusal(offer));

    [Theory]
    [InlineData("a=mid:1\n", "a=mid:0\n", "two media sections of the offer have the mid '0'")]
    [InlineData("a=mid:1\n", "", "a media section of the offer has no mid")]
    [InlineData("a=group:BUNDLE 0 1 2 3 4 5 6\n", "", "the offer does not bundle its media sections")]
    [InlineData("a=group:BUNDLE 0 1", "a=group:BUNDLE x 1", "the bundle of the offer names no media section")]
    [InlineData("a=ice-ufrag:o/pX\n", "", "the offer has no ICE credentials")]
    [InlineData("a=ice-pwd:CbdOq8qrQEgB8TFqUqBtI+qf\n", "", "the offer has no ICE credentials")]
    [InlineData("a=fingerprint:sha-256", "a=nothing:sha-256", "the offer has no certificate fingerprint we can check")]
    [InlineData("a=fingerprint:sha-256", "a=fingerprint:sha-1", "the offer has no certificate fingerprint we can check")]
    [InlineData("a=setup:actpass", "a=setup:holdconn", "the offer holds the connection back")]
    public void An_offer_that_lacks_something_is_refused_in_words(string part, string replacement, string reason) =>
        Assert.Equal(reason, new Client().Refusal(Client.Recorded("chromium-join").Replace(part, replacement, StringComparison.Ordinal)));

    [Fact]
    public void A_certificate_does_not_change_during_a_connection()
    {
        var client = new Client();
        client.Offer("chromium-join");

        Assert.Equal("the offer changes the certificate of a running connection", client.Refusal(Client.Recorded("rtc-node-join")));
    }

    [Fact]
    public void A_refused_offer_changes_nothing()
    {
        var client = new Client();
        client.Send("TR_AM1", MediaKind.Audio);
        client.Refusal(Client.Recorded("chromium-join").Replace("a=mid:1\n", "a=mid:0\n", StringComparison.Ordinal));
        Assert.False(client.Negotiator.HasAnswered);
        client.Offer("chromium-join");
        client.Send("TR_AM2", MediaKind.Audio);
        Assert.NotNull(client.Need());

        client.Refusal(Client.Recorded("rtc-node-join"));

        Assert.Null(client.Need());
        Assert.Equal(["TR_AM2"], client.Offer("chromium-join").AddedSends.Select(s => s.TrackSid));
    }

    [Fact]
    public void A_truncated_offer_is_refused_or_answered()
    {
        var offer = Client.Recorded("chromium-camera");
        for (var length = 0; length < offer.Length; length += 37)
        {
            AnswerOrRefuse(new Client(), offer[..length], $"length {length}");
        }
    }

    [Fact]
    public void The_most_sections_that_are_read_are_answered()
    {
        var section = "m=audio 9 UDP/TLS/RTP/SAVPF 111\na=rtpmap:111 opus/48000/2\na=recvonly\na=rtcp-mux\na=mid:";
        var mids = string.Join(' ', Enumerable.Range(0, SdpParser.MaximumSections));
        var offer = $"v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nt=0 0\na=group:BUNDLE {mids}\na=ice-ufrag:abcd\na=ice-pwd:{new string('p', 22)}\n"
            + $"a=fingerprint:sha-256 {string.Join(':', Enumerable.Repeat("00", 32))}\n"
            + string.Concat(Enumerable.Range(0, SdpParser.MaximumSections).Select(i => $"{section}{i}\n"));

        Assert.Equal(SdpParser.MaximumSections, Client.Parse(new Client().OfferText(offer).Answer).Media.Count);
    }

    [Fact]
    public void Ten_thousand_mutated_offers_are_refused_or_answered()
    {
        const int seed = 20261122;
        var random = new SeededRandom(seed);
        string[] names = ["chromium-join", "chromium-camera", "rtc-node-camera", "firefox-camera"];
        var offers = names.Select(n => Client.Recorded(n).Split('\n')).ToArray();
        var client = new Client();
        for (var i = 0; i < 10_000; i++)
        {
            if (i % 50 == 0)
            {
                client = new Client(i);
            }

            // Few sections keep a round short; which ones changes with the round.
            var lines = Shorten(offers[random.Next(offers.Length)], random).ToList();
            for (var j = 0; j < 1 + random.Next(4); j++)
            {
                Mutate(lines, random);
            }

            Wish(client, random);
            AnswerOrRefuse(client, string.Join('\n', lines), $"seed {seed}, round {i}");
            client.Need();
        }
    }

    private static void AnswerOrRefuse(Client client, string offer, string context)
    {
        if (!client.Negotiator.TryAnswer(offer, out var outcome, out var error))
        {
            Assert.False(string.IsNullOrEmpty(error), context);
            return;
        }

        var isRead = SdpParser.TryParse(outcome.Answer, out var answer, out error);
        Assert.True(isRead, $"{context}: {error}");
        Assert.Equal(Client.Parse(offer).Media.Select(m => m.Mid), answer!.Media.Select(m => m.Mid));
        var ssrcs = answer.Media.SelectMany(m => m.Ssrcs.Select(s => s.Ssrc).Distinct()).ToList();
        Assert.Equal(ssrcs.Distinct(), ssrcs);
    }

    private static void Wish(Client client, SeededRandom random)
    {
        var sid = $"TR_{random.Next(12)}";
        if (random.Next(2) == 0)
        {
            client.Send(sid, random.Next(2) == 0 ? MediaKind.Audio : MediaKind.Video);
        }
        else
        {
            client.Negotiator.RemoveSend(sid);
        }
    }

    private static IEnumerable<string> Shorten(string[] lines, SeededRandom random)
    {
        var kept = true;
        var isFirst = true;
        foreach (var line in lines)
        {
            if (line.StartsWith("m=", StringComparison.Ordinal))
            {
                kept = isFirst || random.Next(3) == 0;
                isFirst = false;
            }

            if (kept)
            {
                yield return line;
            }
        }
    }

    private static void Mutate(List<string> lines, SeededRandom random)
    {
        var at = random.Next(lines.Count);
        switch (random.Next(5))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[random.Next(lines.Count)]);
                break;
            case 2:
                (lines[at], lines[0]) = (lines[0], lines[at]);
                break;
            default:
                var text = lines[at].ToCharArray();
                if (text.Length > 0)
                {
                    text[random.Next(text.Length)] = (char)(random.Next(4) == 0 ? random.Next(256) : "0123456789:;=/ ~"[random.Next(16)]);
                }

                lines[at] = new string(text);
                break;
        }
    }
}
