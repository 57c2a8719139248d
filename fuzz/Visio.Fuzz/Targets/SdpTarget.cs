using System.Net;
using System.Text;
using Visio.LiveKit.Negotiation;
using Visio.Rtc;
using Visio.Rtc.Ice;
using Visio.Rtc.Sdp;
using Visio.Sfu;
using Visio.Testing;

namespace Visio.Fuzz.Targets;

/// <summary>Offers: parsed, written again, answered. What is written must be readable.</summary>
internal static class SdpTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        var text = Encoding.Latin1.GetString(input);
        if (SdpParser.TryParse(text, out var session, out _) && !SdpParser.TryParse(SdpWriter.Write(session), out _, out var error))
        {
            throw new InvalidOperationException($"A description that was read cannot be read after it was written: {error}");
        }

        if (IceCandidate.TryParse(text, out var candidate) && !IceCandidate.TryParse(candidate.ToString(), out _))
        {
            throw new InvalidOperationException("A candidate that was read cannot be read after it was written.");
        }

        var random = new SeededRandom(1);
        var negotiator = new AnsweringNegotiator(new()
        {
            Credentials = IceCredentials.Create(random),
            Fingerprint = new("sha-256", string.Join(':', Enumerable.Repeat("00", 32))),
            Candidates = [new IPEndPoint(IPAddress.Loopback, 7882)],
            Random = random,
        });
        negotiator.AddSend(new("TR_1", "PA_1", MediaKind.Video, new(MediaCodec.Vp8)));
        if (negotiator.TryAnswer(text, out var outcome, out _) && !SdpParser.TryParse(outcome.Answer, out _, out error))
        {
            throw new InvalidOperationException($"An answer cannot be read: {error}");
        }

        negotiator.TryTakeNeed(out _);
    }
}
