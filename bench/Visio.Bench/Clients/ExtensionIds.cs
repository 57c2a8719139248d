using Visio.Rtc.Sdp;

namespace Visio.Bench.Clients;

/// <summary>The header extensions that were agreed on for a section; 0 stands for none.</summary>
internal sealed record ExtensionIds
{
    public const string MidUri = "urn:ietf:params:rtp-hdrext:sdes:mid";
    public const string RidUri = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
    public const string RepairedRidUri = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";
    public const string AudioLevelUri = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
    public const string AbsoluteSendTimeUri = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
    public const string TransportSequenceNumberUri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    public byte Mid { get; init; }

    public byte Rid { get; init; }

    public byte RepairedRid { get; init; }

    public byte AudioLevel { get; init; }

    public byte AbsoluteSendTime { get; init; }

    public byte TransportSequenceNumber { get; init; }

    public static ExtensionIds From(MediaDescription media)
    {
        byte Find(string uri) => media.HeaderExtensions.FirstOrDefault(e => e.Uri == uri)?.Id ?? 0;
        return new()
        {
            Mid = Find(MidUri),
            Rid = Find(RidUri),
            RepairedRid = Find(RepairedRidUri),
            AudioLevel = Find(AudioLevelUri),
            AbsoluteSendTime = Find(AbsoluteSendTimeUri),
            TransportSequenceNumber = Find(TransportSequenceNumberUri),
        };
    }
}
