using System.Globalization;
using Visio.Rtc;
using Visio.Rtc.Sdp;

namespace Visio.LiveKit.Negotiation;

/// <summary>A codec of a section that we forward, in the client's numbers, which the answer says back unchanged.</summary>
/// <param name="Format">What it is.</param>
/// <param name="Map">Its <c>a=rtpmap</c>.</param>
/// <param name="Parameters">Its <c>a=fmtp</c>, or null.</param>
/// <param name="RtxPayloadType">The payload type of its retransmissions (RFC 4588), or 0.</param>
/// <param name="RedPayloadType">For sound: the payload type under which it comes with redundancy (RFC 2198), or 0.</param>
/// <param name="Feedback">The kinds of feedback offered for it that we know.</param>
internal sealed record OfferedCodec(
    CodecFormat Format, RtpMap Map, FormatParameters? Parameters, byte RtxPayloadType, byte RedPayloadType, IReadOnlyList<string> Feedback)
{
    private static readonly string[] KnownAudioFeedback = ["transport-cc", "nack"];
    private static readonly string[] KnownVideoFeedback = ["goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"];

    /// <summary>Whether generic NACK was offered.</summary>
    public bool Nack => Feedback.Contains("nack");

    /// <summary>The codecs we forward, in the order of the section; sound has one.</summary>
    public static IReadOnlyList<OfferedCodec> Read(MediaDescription media, MediaKind kind)
    {
        var codecs = new List<OfferedCodec>();

        // RFC 8866 §5.14: the order of preference is that of the formats, not that of the attributes.
        foreach (var format in media.Formats)
        {
            if (byte.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var payloadType)
                && media.RtpMaps.FirstOrDefault(m => m.PayloadType == payloadType) is { } map
                && CodecFormat.Read(kind, map, media.FindFormatParameters(payloadType)) is { } found
                && !codecs.Exists(c => c.Format == found))
            {
                codecs.Add(new(
                    found,
                    map,
                    media.FindFormatParameters(payloadType),
                    kind == MediaKind.Audio ? (byte)0 : FindRetransmission(media, payloadType),
                    kind == MediaKind.Audio ? FindRedundancy(media, payloadType) : (byte)0,
                    FindFeedback(media, payloadType, kind == MediaKind.Audio ? KnownAudioFeedback : KnownVideoFeedback)));
            }
        }

        return codecs;
    }

    private static byte FindRetransmission(MediaDescription media, byte payloadType)
    {
        foreach (var map in media.RtpMaps)
        {
            if (map.Is("rtx", 90_000)
                && byte.TryParse(
                    media.FindFormatParameters(map.PayloadType)?["apt"], NumberStyles.None, CultureInfo.InvariantCulture, out var associated)
                && associated == payloadType
                && map.PayloadType != payloadType
                && IsListed(media, map.PayloadType))
            {
                return map.PayloadType;
            }
        }

        return 0;
    }

    // RFC 2198 §5: the parameters are the payload types of the blocks, "111/111".
    private static byte FindRedundancy(MediaDescription media, byte payloadType)
    {
        var number = payloadType.ToString(CultureInfo.InvariantCulture);
        foreach (var map in media.RtpMaps)
        {
            if (map.Is("red", 48_000) && map.Channels == 2 && IsListed(media, map.PayloadType)
                && media.FindFormatParameters(map.PayloadType)?.Value.Split('/').All(block => block == number) is true)
            {
                return map.PayloadType;
            }
        }

        return 0;
    }

    private static List<string> FindFeedback(MediaDescription media, byte payloadType, string[] known)
    {
        var found = new List<string>(known.Length);
        foreach (var kind in known)
        {
            foreach (var feedback in media.Feedback)
            {
                if ((feedback.PayloadType is null || feedback.PayloadType == payloadType) && feedback.Value == kind)
                {
                    found.Add(kind);
                    break;
                }
            }
        }

        return found;
    }

    private static bool IsListed(MediaDescription media, byte payloadType) =>
        media.Formats.Contains(payloadType.ToString(CultureInfo.InvariantCulture));
}
