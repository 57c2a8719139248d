using System.Net;
using Visio.LiveKit.Negotiation;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Rtp;
using Visio.Rtc.Sdp;
using Visio.Sfu;
using Visio.Testing;

namespace Visio.LiveKit.Tests.Negotiation;

/// <summary>A negotiator under test with the offers that real clients recorded.</summary>
internal sealed class Client
{
    public Client(int seed = 1, PlayoutDelay? playoutDelay = null)
    {
        var random = new SeededRandom(seed);
        Negotiator = new(new()
        {
            Credentials = IceCredentials.Create(random),
            Fingerprint = new CertificateFingerprint("sha-256", string.Join(':', Enumerable.Repeat("AB", 32))),
            Candidates = [new IPEndPoint(IPAddress.Loopback, 7882), new IPEndPoint(IPAddress.IPv6Loopback, 7882)],
            PlayoutDelay = playoutDelay,
            Random = random,
        });
    }

    public AnsweringNegotiator Negotiator { get; }

    public static string Recorded(string name)
    {
        using var reader = new StreamReader(typeof(Client).Assembly.GetManifestResourceStream(name + ".sdp")!);
        return reader.ReadToEnd();
    }

    public static SdpSession Parse(string text)
    {
        var isRead = SdpParser.TryParse(text, out var session, out var error);
        Assert.True(isRead, error);
        return session!;
    }

    public NegotiationOutcome Offer(string name) => OfferText(Recorded(name));

    public NegotiationOutcome OfferText(string sdp)
    {
        var isAnswered = Negotiator.TryAnswer(sdp, out var outcome, out var error);
        Assert.True(isAnswered, error);
        return outcome!;
    }

    public string Refusal(string sdp)
    {
        Assert.False(Negotiator.TryAnswer(sdp, out var outcome, out var error));
        Assert.Null(outcome);
        Assert.False(string.IsNullOrWhiteSpace(error));
        return error;
    }

    public void Send(string trackSid, MediaKind kind) =>
        Negotiator.AddSend(new(trackSid, "PA_alice", kind, new(kind == MediaKind.Audio ? MediaCodec.Opus : MediaCodec.Vp8)));

    public MediaSectionsNeed? Need() => Negotiator.TryTakeNeed(out var need) ? need : null;
}
