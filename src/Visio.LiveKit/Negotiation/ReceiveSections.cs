using Visio.Rtc;
using Visio.Rtc.Sdp;
using Visio.Sfu;

namespace Visio.LiveKit.Negotiation;

/// <summary>The sections the client publishes on, from one offer to the next.</summary>
internal sealed class ReceiveSections
{
    private Dictionary<string, ReceiveSection> _known = new(StringComparer.Ordinal);

    /// <summary>
    /// How a section is to be sent: as was agreed for its track before, whatever was announced since. But a client that puts another codec first
    /// than the last time, and than the one agreed, wants that one from now on (RFC 3264 §8.3.2). Clients that do not mean anything by it keep their order, or
    /// put first what was agreed.
    /// </summary>
    public PublishPreference Agree(OfferedSection section, PublishPreference wanted)
    {
        if (!_known.TryGetValue(section.Mid, out var before) || before is not { Options: { } options } || before.TrackId != section.TrackId)
        {
            return wanted;
        }

        var first = section.Codecs[0].Format.Codec;
        var agreed = first == before.Offered ? options.Codec : first;
        return wanted with { Red = options.RedPayloadType != 0, Video = section.Kind == MediaKind.Video ? agreed : null };
    }

    /// <summary>What an offer says about every section that is or was published on.</summary>
    public IReadOnlyList<ReceiveSection> Read(IReadOnlyList<OfferedSection> offered)
    {
        var known = new Dictionary<string, ReceiveSection>(StringComparer.Ordinal);
        var receives = new List<ReceiveSection>();
        foreach (var section in offered)
        {
            _known.Remove(section.Mid, out var before);
            if (Describe(section, before) is { } now)
            {
                known.Add(section.Mid, now);
                receives.Add(now);
            }
        }

        // The place of a stopped section may be taken by one with another mid (RFC 9429 §5.2.2): the old one is told once as ended.
        foreach (var gone in _known.Values)
        {
            receives.Add(gone with { Options = null, Refusal = null });
        }

        _known = known;
        return receives;
    }

    private static ReceiveSection? Describe(OfferedSection section, ReceiveSection? before)
    {
        if (section.ClientSends)
        {
            return new(section.Mid, section.Kind!.Value, section.StreamId, section.TrackId) 
            {
                Options = DescribePublication(section),
                Format = section.Codec!.Format,
                Offered = section.Codecs[0].Format.Codec,
            };
        }

        var media = section.Media;
        if (section.Refusal is { } refusal && !media.IsRejected && media.Sends && media is { StreamIds.Count: > 0, Media: "audio" or "video" })
        {
            var kind = media.Media == "audio" ? MediaKind.Audio : MediaKind.Video;
            return new(section.Mid, kind, section.StreamId, section.TrackId) { Refusal = refusal };
        }

        return before is null ? null : before with { Options = null, Refusal = null };
    }

    private static PublicationOptions DescribePublication(OfferedSection section)
    {
        var codec = section.Codec!;
        var (ssrc, rtxSsrc) = section.Rids.Count > 0 ? default : ReadSsrcs(section.Media);
        return new()
        {
            Kind = section.Kind!.Value,
            Codec = codec.Format.Codec,
            Mid = section.Mid,
            Ssrc = ssrc,
            RtxSsrc = rtxSsrc,
            PayloadType = codec.Map.PayloadType,
            RtxPayloadType = codec.RtxPayloadType,
            RedPayloadType = section.PublishesRed ? codec.RedPayloadType : (byte)0,
            ClockRate = codec.Map.ClockRate,
            Nack = codec.Nack,
            Extensions = AnswerSections.ReceiveExtensions(section),
            Rids = SimulcastLayers.BestFirst(section.Rids),
        };
    }

    /// <summary>A FID group names the stream and its retransmissions (RFC 5576 §4.2); otherwise the first source is the stream.</summary>
    private static (uint Ssrc, uint RtxSsrc) ReadSsrcs(MediaDescription media)
    {
        foreach (var group in media.SsrcGroups)
        {
            if (group is { Semantics: "FID", Ssrcs: [var primary, var repair] })
            {
                return (primary, repair);
            }
        }

        return media.Ssrcs is [var first, ..] ? (first.Ssrc, 0u) : (0u, 0u);
    }
}
