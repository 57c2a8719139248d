using System.Globalization;
using Visio.Rtc;
using Visio.Rtc.Sdp;

namespace Visio.LiveKit.Negotiation;

/// <summary>
/// The sections of our own offers, written as a client would have to offer them: receiving, in the numbers that LiveKit's servers use.
/// What we offer is then what we would answer to that.
/// </summary>
internal static class OfferTemplates
{
    private const byte Opus = 111;
    private const byte Red = 63;
    private const byte PlayoutDelay = 6;

    private static readonly string[] VideoFeedback = ["goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"];

    // The payload type of retransmissions is the next.
    private static readonly (byte PayloadType, string Codec, string? Parameters)[] Video =
    [
        (96, "VP8", null),
        (125, "H264", H264("42e01f", mode: 1)),
        (108, "H264", H264("42e01f", mode: 0)),
        (104, "H264", H264("42001f", mode: 1)),
        (102, "H264", H264("42001f", mode: 0)),
        (106, "H264", H264("4d001f", mode: 1)),
        (39, "H264", H264("4d001f", mode: 0)),
        (123, "H264", H264("640032", mode: 1)),
        (98, "VP9", "profile-id=0"),
        (35, "AV1", null),
    ];

    // Of use to us in what is sent: the client learns who speaks how loud, and reports what arrived when.
    private static readonly (byte Id, string Uri)[] AudioExtensions =
    [
        (1, HeaderExtensionUris.AudioLevel), (3, HeaderExtensionUris.TransportSequenceNumber), (4, HeaderExtensionUris.Mid),
    ];

    private static readonly (byte Id, string Uri)[] VideoExtensions =
    [
        (2, HeaderExtensionUris.AbsoluteSendTime), (3, HeaderExtensionUris.TransportSequenceNumber), (4, HeaderExtensionUris.Mid), (8, HeaderExtensionUris.DependencyDescriptor),
    ];

    private static readonly OfferedSection AudioTemplate = Media("0", MediaKind.Audio);
    private static readonly OfferedSection VideoTemplate = Media("0", MediaKind.Video);

    /// <summary>Whether <see cref="Media"/> can carry a format.</summary>
    public static bool Carry(MediaKind kind, CodecFormat format) =>
        (kind == MediaKind.Audio ? AudioTemplate : VideoTemplate).FindFor(format) is not null;

    /// <summary>The section of the data channels (RFC 8841 §4).</summary>
    public static OfferedSection Data(string mid)
    {
        var media = new MediaDescription
        {
            Media = "application",
            Port = 9,
            Protocol = "UDP/DTLS/SCTP",
            SctpPort = 5000,
            Mid = mid,
        };
        media.Formats.Add("webrtc-datachannel");
        return OfferedSection.Read(media, mid, isBundled: true, mayBeData: true);
    }

    /// <summary>A section that can carry one track.</summary>
    /// <param name="mid">Its identification.</param>
    /// <param name="kind">Of the track.</param>
    /// <param name="delaysPlayout">Whether the client is told how long to hold pictures back.</param>
    public static OfferedSection Media(string mid, MediaKind kind, bool delaysPlayout = false)
    {
        var media = new MediaDescription
        {
            Media = kind == MediaKind.Audio ? "audio" : "video",
            Port = 9,
            Protocol = "UDP/TLS/RTP/SAVPF",
            Mid = mid,
            Direction = MediaDirection.RecvOnly,
            RtcpMux = true,
            RtcpReducedSize = true,
        };
        if (kind == MediaKind.Audio)
        {
            AddPayloadType(media, new(Opus, "opus", 48_000, 2), "minptime=10;useinbandfec=1", "transport-cc", "nack");
            AddPayloadType(media, new(Red, "red", 48_000, 2), "111/111");
        }
        else
        {
            foreach (var (payloadType, codec, parameters) in Video)
            {
                AddPayloadType(media, new(payloadType, codec, 90_000, 0), parameters, VideoFeedback);
                AddPayloadType(
                    media, new((byte)(payloadType + 1), "rtx", 90_000, 0), string.Create(CultureInfo.InvariantCulture, $"apt={payloadType}"));
            }
        }

        foreach (var (id, uri) in kind == MediaKind.Audio ? AudioExtensions : VideoExtensions)
        {
            media.HeaderExtensions.Add(new(id, null, uri, null));
        }

        if (delaysPlayout && kind == MediaKind.Video)
        {
            media.HeaderExtensions.Add(new(PlayoutDelay, null, HeaderExtensionUris.PlayoutDelay, null));
        }

        return OfferedSection.Read(media, mid, isBundled: true, mayBeData: false, allowsMixed: true);
    }

    private static string H264(string profile, int mode) =>
        string.Create(CultureInfo.InvariantCulture, $"level-asymmetry-allowed=1;packetization-mode={mode};profile-level-id={profile}");

    private static void AddPayloadType(MediaDescription media, RtpMap map, string? parameters, params ReadOnlySpan<string> feedback)
    {
        media.Formats.Add(map.PayloadType.ToString(CultureInfo.InvariantCulture));
        media.RtpMaps.Add(map);
        if (parameters is not null)
        {
            media.FormatParameters.Add(new(map.PayloadType, parameters));
        }

        foreach (var value in feedback)
        {
            media.Feedback.Add(new(map.PayloadType, value));
        }
    }
}
