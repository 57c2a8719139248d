using System.Globalization;
using Visio.Rtc;
using Visio.Rtc.Sdp;
using Visio.Sfu;

namespace Visio.LiveKit.Negotiation;

/// <summary>A codec with what must agree at both ends for a stream to be understood.</summary>
/// <param name="Codec">The codec.</param>
/// <param name="Profile">For H.264, the profile; 0 for all others, of which only that profile is forwarded.</param>
/// <param name="PacketizationMode">For H.264, how NAL units are put into packets, 0 or 1 (RFC 6184 §5.4).</param>
internal readonly record struct CodecFormat(MediaCodec Codec, H264Profile Profile = H264Profile.ConstrainedBaseline, int PacketizationMode = 0)
{
    /// <summary>Reads what a payload type is; null when it is nothing that we forward.</summary>
    /// <param name="kind">Of the section.</param>
    /// <param name="map">Its <c>a=rtpmap</c>.</param>
    /// <param name="parameters">Its <c>a=fmtp</c>, or null.</param>
    public static CodecFormat? Read(MediaKind kind, RtpMap map, FormatParameters? parameters)
    {
        if (kind == MediaKind.Audio)
        {
            // RFC 7587 §7: Opus is always opus/48000/2.
            return map.Is("opus", 48_000) && map.Channels == 2 ? new(MediaCodec.Opus) : null;
        }

        if (map.Is("VP8", 90_000))
        {
            return new(MediaCodec.Vp8);
        }

        // RFC 9628 §6 and RTP Payload Format for AV1 §7.2: without a profile it is 0, which is what browsers send.
        if (map.Is("VP9", 90_000))
        {
            return (parameters?["profile-id"] ?? "0") == "0" ? new(MediaCodec.Vp9) : null;
        }

        if (map.Is("AV1", 90_000))
        {
            return (parameters?["profile"] ?? "0") == "0" ? new(MediaCodec.Av1) : null;
        }

        return map.Is("H264", 90_000) ? ReadH264(parameters) : null;
    }

    /// <summary>How well an end that takes <paramref name="offered"/> can be sent this format: 0 for not at all, more for better.</summary>
    public int Fitness(CodecFormat offered)
    {
        // RFC 6184 §8.1: one that takes interleaved fragments takes single units too, not the other way round.
        if (offered.Codec != Codec || offered.PacketizationMode < PacketizationMode)
        {
            return 0;
        }

        return offered == this ? 3 : offered.Profile == Profile ? 2 : Profile.IsWithin(offered.Profile) ? 1 : 0;
    }

    private static CodecFormat? ReadH264(FormatParameters? parameters)
    {
        // §8.1: without parameters, the baseline profile and single NAL unit mode.
        var level = parameters?["profile-level-id"] ?? "42000A";
        var mode = parameters?["packetization-mode"] ?? "0";
        return mode is "0" or "1"
            && level.Length == 6
            && int.TryParse(level, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            && H264Profiles.TryRead((byte)(value >> 16), (byte)(value >> 8), out var profile)
            ? new(MediaCodec.H264, profile, mode[0] - '0')
            : null;
    }
}
