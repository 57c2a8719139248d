using System.Globalization;
using Visio.Rtc;
using Visio.Rtc.Sdp;
using Visio.Sfu;

namespace Visio.LiveKit.Negotiation;

/// <summary>The codec of a section that we forward, in the client's numbers, which the answer says back unchanged.</summary>
/// <param name="Codec">Opus or VP8.</param>
/// <param name="Map">Its <c>a=rtpmap</c>.</param>
/// <param name="Parameters">Its <c>a=fmtp</c>, or null.</param>
/// <param name="RtxPayloadType">The payload type of its retransmissions (RFC 4588), or 0.</param>
/// <param name="Feedback">The kinds of feedback offered for it that we know.</param>
internal sealed record OfferedCodec(
    MediaCodec Codec, RtpMap Map, FormatParameters? Parameters, byte RtxPayloadType, IReadOnlyList<string> Feedback)
{
    private static readonly string[] KnownAudioFeedback = ["transport-cc", "nack"];
    private static readonly string[] KnownVideoFeedback = ["goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"];

    /// <summary>Whether generic NACK was offered.</summary>
    public bool Nack => Feedback.Contains("nack");

    /// <summary>The codec we forward that the section lists first; null when it lists none.</summary>
    public static OfferedCodec? Find(MediaDescription media, MediaKind kind)
    {
        foreach (var map in media.RtpMaps)
        {
            // RFC 7587 §7: Opus is always opus/48000/2. RFC 7741 §6.1: VP8 has a clock of 90 kHz.
            var found = kind == MediaKind.Audio ? map.Is("opus", 48_000) && map.Channels == 2 : map.Is("VP8", 90_000);
            if (found && IsListed(media, map.PayloadType))
            {
                return new(
                    kind == MediaKind.Audio ? MediaCodec.Opus : MediaCodec.Vp8,
                    map,
                    media.FindFormatParameters(map.PayloadType),
                    kind == MediaKind.Audio ? (byte)0 : FindRetransmission(media, map.PayloadType),
                    FindFeedback(media, map.PayloadType, kind == MediaKind.Audio ? KnownAudioFeedback : KnownVideoFeedback));
            }
        }

        return null;
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
