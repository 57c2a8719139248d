using Visio.Rtc;
using Visio.Rtc.Sdp;

namespace Visio.LiveKit.Negotiation;

/// <summary>One media section of an offer and what we make of it. Lives as long as its offer is being answered.</summary>
internal sealed class OfferedSection
{
    private OfferedSection(MediaDescription media, string mid)
    {
        Media = media;
        Mid = mid;
    }

    /// <summary>The section as offered.</summary>
    public MediaDescription Media { get; }

    /// <summary>Its identification.</summary>
    public string Mid { get; }

    /// <summary>Sound or pictures; null for data channels and for sections that are refused.</summary>
    public MediaKind? Kind { get; private init; }

    /// <summary>Whether it is the section of the data channels.</summary>
    public bool IsData { get; private init; }

    /// <summary>The codecs we forward that it offers, in its order; none for data and for refused sections.</summary>
    public IReadOnlyList<OfferedCodec> Codecs { get; private init; } = [];

    /// <summary>The codec the client is to send in: the first it offers, unless <see cref="Publish"/> chose another.</summary>
    public OfferedCodec? Codec { get; private set; }

    /// <summary>Whether the client is to send its sound with redundancy (RFC 2198).</summary>
    public bool PublishesRed { get; private set; }

    /// <summary>Whether header extensions of one and of two bytes may be mixed (RFC 8285 §6).</summary>
    public bool AllowsMixedExtensions { get; private init; }

    /// <summary>Why it is answered with port 0; null when it is not.</summary>
    public string? Refusal { get; private init; }

    /// <summary>The simulcast layers, as offered; empty without simulcast.</summary>
    public IReadOnlyList<string> Rids { get; private set; } = [];

    /// <summary>The stream of the track the client sends, or <c>-</c>.</summary>
    public string StreamId => Media.StreamIds is [var id, ..] ? id.StreamId : "-";

    /// <summary>The client's id of the track it sends; empty when it gave none.</summary>
    public string TrackId => Media.StreamIds is [{ TrackId: { } id }, ..] ? id : "";

    /// <summary>Whether the client sends on it.</summary>
    public bool ClientSends => Codec is not null && Media.Sends;

    /// <summary>Whether we may send on it.</summary>
    public bool ClientReceives => Codec is not null && Media.Receives;

    /// <summary>Judges a section of an offer.</summary>
    /// <param name="media">The section.</param>
    /// <param name="mid">Its identification.</param>
    /// <param name="isBundled">Whether it is in the bundle group.</param>
    /// <param name="mayBeData">Whether no section before it is that of the data channels.</param>
    /// <param name="allowsMixed">Whether header extensions of one and of two bytes may be mixed.</param>
    public static OfferedSection Read(MediaDescription media, string mid, bool isBundled, bool mayBeData, bool allowsMixed = false)
    {
        if (media.IsRejected)
        {
            return Refuse(media, mid, "the client has ended the section");
        }

        if (!isBundled)
        {
            return Refuse(media, mid, "the section is not in the bundle");
        }

        return media.Media switch
        {
            "application" => ReadData(media, mid, mayBeData),
            "audio" => ReadMedia(media, mid, MediaKind.Audio, allowsMixed),
            "video" => ReadMedia(media, mid, MediaKind.Video, allowsMixed),
            _ => Refuse(media, mid, "the kind of media is not supported"),
        };
    }

    /// <summary>Chooses how the client is to send what it publishes here.</summary>
    /// <param name="preference">What it has announced.</param>
    public void Publish(PublishPreference preference)
    {
        var wanted = preference.Video ?? Codec!.Format.Codec;

        // Of the profiles of H.264, the one that most others can decode.
        Codec = Codecs.Where(c => c.Format.Codec == wanted)
            .OrderBy(c => c.Format.Profile)
            .ThenByDescending(c => c.Format.PacketizationMode)
            .FirstOrDefault(Codec);
        PublishesRed = preference.Red && Codec!.RedPayloadType != 0;
    }

    /// <summary>The offered codec in which the client is best sent a format; null when it takes none.</summary>
    public OfferedCodec? FindFor(CodecFormat format) => Codecs.Where(c => format.Fitness(c.Format) > 0).MaxBy(c => format.Fitness(c.Format));

    /// <summary>The offered header extension that the client may send to us, or null.</summary>
    public HeaderExtensionMap? FindReceived(string uri) => Find(uri, MediaDirection.SendOnly);

    /// <summary>The offered header extension that we may send to the client, or null.</summary>
    public HeaderExtensionMap? FindSent(string uri) => Find(uri, MediaDirection.RecvOnly);

    private HeaderExtensionMap? Find(string uri, MediaDirection clientDirection)
    {
        foreach (var extension in Media.HeaderExtensions)
        {
            // Ids 1 to 14 fit the one-byte form, the only one we write and ask for (RFC 8285 §4.2).
            if (extension.Uri == uri
                && extension.Id <= 14
                && (extension.Direction is null or MediaDirection.SendRecv || extension.Direction == clientDirection))
            {
                return extension;
            }
        }

        return null;
    }

    private static OfferedSection Refuse(MediaDescription media, string mid, string why) => new(media, mid) { Refusal = why };

    /// <summary>RFC 8841 §4: the current form only, on the port that WebRTC uses.</summary>
    private static OfferedSection ReadData(MediaDescription media, string mid, bool mayBeData) =>
        mayBeData && media.Protocol == "UDP/DTLS/SCTP" && media.SctpPort == 5000 && media.Formats[0] == "webrtc-datachannel"
            ? new(media, mid) { IsData = true }
            : Refuse(media, mid, "the data section is not supported");

    private static OfferedSection ReadMedia(MediaDescription media, string mid, MediaKind kind, bool allowsMixed)
    {
        if (media.Protocol is not ("UDP/TLS/RTP/SAVPF" or "TCP/TLS/RTP/SAVPF" or "UDP/TLS/RTP/SAVP" or "RTP/SAVPF"))
        {
            return Refuse(media, mid, "the transport protocol is not supported");
        }

        if (!media.RtcpMux)
        {
            return Refuse(media, mid, "RTP and RTCP must share one port");
        }

        if (OfferedCodec.Read(media, kind) is not [var first, ..] codecs)
        {
            return Refuse(
                media, mid, kind == MediaKind.Audio ? "only Opus is supported for sound" : "only VP8, H.264, VP9 and AV1 are supported for video");
        }

        var section = new OfferedSection(media, mid) { Kind = kind, Codecs = codecs, Codec = first, AllowsMixedExtensions = allowsMixed };
        if (kind == MediaKind.Video
            && section.FindReceived(HeaderExtensionUris.Rid) is not null
            && section.FindReceived(HeaderExtensionUris.Mid) is not null)
        {
            section.Rids = SimulcastLayers.Read(media);
        }

        return section;
    }
}
