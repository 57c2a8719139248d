using System.Globalization;
using Visio.Rtc;
using Visio.Rtc.Ice;
using Visio.Rtc.Sdp;
using Visio.Sfu;

namespace Visio.LiveKit.Negotiation;

/// <summary>Writes the media sections of an answer: the client's numbers said back, of everything offered only what we process.</summary>
internal static class AnswerSections
{
    /// <summary>What an end of ours takes in one data channel message, in bytes (RFC 8841 §6).</summary>
    public const int MaxMessageSize = 65_535;

    /// <summary>No address: the candidates tell it (RFC 9429 §5.3.1).</summary>
    private const string NoAddress = "IN IP4 0.0.0.0";

    /// <summary>The discard port, for the same reason.</summary>
    private const ushort NoPort = 9;

    private static readonly string[] Answered =
    [
        HeaderExtensionUris.Mid,
        HeaderExtensionUris.AudioLevel,
        HeaderExtensionUris.AbsoluteSendTime,
        HeaderExtensionUris.TransportSequenceNumber,
        HeaderExtensionUris.Rid,
        HeaderExtensionUris.RepairedRid,
        HeaderExtensionUris.DependencyDescriptor,
    ];

    /// <summary>A refused section: port 0 (RFC 3264 §6).</summary>
    public static MediaDescription Refuse(OfferedSection section)
    {
        var answer = new MediaDescription
        {
            Media = section.Media.Media,
            Port = 0,
            Protocol = section.Media.Protocol,
            Connection = NoAddress,
            Mid = section.Mid,
            Direction = section.Media.Media is "application" ? null : MediaDirection.Inactive,
        };
        foreach (var format in section.Media.Formats)
        {
            answer.Formats.Add(format);
        }

        return answer;
    }

    /// <summary>The section of the data channels (RFC 8841 §5).</summary>
    public static MediaDescription AcceptData(OfferedSection section, IceCredentials credentials, SetupRole setup)
    {
        var answer = Start(section, credentials, setup);
        answer.Formats.Add(section.Media.Formats[0]);
        answer.SctpPort = section.Media.SctpPort;
        answer.MaxMessageSize = MaxMessageSize;
        return answer;
    }

    /// <summary>A section of sound or pictures.</summary>
    /// <param name="section">What was offered.</param>
    /// <param name="credentials">Our ICE credentials.</param>
    /// <param name="form">What kind of description it is for.</param>
    /// <param name="preference">What the publisher wants.</param>
    /// <param name="track">The track we send on it, or null.</param>
    /// <param name="sent">How we send it, or null.</param>
    public static MediaDescription AcceptMedia(
        OfferedSection section, IceCredentials credentials, DescriptionForm form, PublishPreference preference, SendTrack? track, SubscriptionOptions? sent)
    {
        var answer = Start(section, credentials, form.Setup);
        answer.RtcpMux = true;
        answer.RtcpReducedSize = section.Media.RtcpReducedSize;
        answer.Direction = (section.ClientSends, sent is not null) switch
        {
            (true, true) => MediaDirection.SendRecv,
            (true, false) => MediaDirection.RecvOnly,
            (false, true) => MediaDirection.SendOnly,
            _ => MediaDirection.Inactive,
        };

        foreach (var codec in Listed(section, track, form.OffersAll))
        {
            AddCodec(answer, section, codec, preference.Opus, track);
        }

        AddExtensions(answer, section, form.DelaysPlayout);
        AddSimulcast(answer, section);
        if (track is not null && sent is not null)
        {
            AddSources(answer, track, sent);
        }

        return answer;
    }

    /// <summary>The header extensions we understand when the client sends in a section.</summary>
    public static HeaderExtensionIds ReceiveExtensions(OfferedSection section) => new()
    {
        Mid = ReceivedId(section, HeaderExtensionUris.Mid),
        AudioLevel = ReceivedId(section, HeaderExtensionUris.AudioLevel),
        TransportSequenceNumber = ReceivedId(section, HeaderExtensionUris.TransportSequenceNumber),
        AbsoluteSendTime = ReceivedId(section, HeaderExtensionUris.AbsoluteSendTime),
        Rid = ReceivedId(section, HeaderExtensionUris.Rid),
        RepairedRid = ReceivedId(section, HeaderExtensionUris.RepairedRid),
        DependencyDescriptor = ReceivedId(section, HeaderExtensionUris.DependencyDescriptor),
    };

    /// <summary>The header extensions we may send in a section.</summary>
    public static HeaderExtensionIds SendExtensions(OfferedSection section) => new()
    {
        Mid = section.FindSent(HeaderExtensionUris.Mid)?.Id ?? 0,
        AudioLevel = AudioOnly(section, section.FindSent(HeaderExtensionUris.AudioLevel))?.Id ?? 0,
        AbsoluteSendTime = VideoOnly(section, section.FindSent(HeaderExtensionUris.AbsoluteSendTime))?.Id ?? 0,
        TransportSequenceNumber = WithFeedback(section, section.FindSent(HeaderExtensionUris.TransportSequenceNumber))?.Id ?? 0,
        PlayoutDelay = VideoOnly(section, section.FindSent(HeaderExtensionUris.PlayoutDelay))?.Id ?? 0,

        // With its structure it is longer than the one-byte form can say.
        DependencyDescriptor = section.AllowsMixedExtensions ? VideoOnly(section, section.FindSent(HeaderExtensionUris.DependencyDescriptor))?.Id ?? 0 : (byte)0,
    };

    private static byte ReceivedId(OfferedSection section, string uri) => FindAnswered(section, uri)?.Id ?? 0;

    /// <summary>The offered extension that the answer accepts, or null.</summary>
    private static HeaderExtensionMap? FindAnswered(OfferedSection section, string uri)
    {
        var offered = section.FindReceived(uri);
        return uri switch
        {
            HeaderExtensionUris.AudioLevel => AudioOnly(section, offered),
            HeaderExtensionUris.AbsoluteSendTime or HeaderExtensionUris.Rid or HeaderExtensionUris.RepairedRid or HeaderExtensionUris.PlayoutDelay
                => VideoOnly(section, offered),

            // VP8 names its layers in its own descriptor (RFC 7741 §4.2), which Chromium empties where this one is agreed.
            HeaderExtensionUris.DependencyDescriptor
                => section is { ClientSends: true, ClientReceives: false, Codec.Format.Codec: MediaCodec.Vp8 } ? null : VideoOnly(section, offered),

            HeaderExtensionUris.TransportSequenceNumber => WithFeedback(section, offered),
            _ => offered,
        };
    }

    private static HeaderExtensionMap? AudioOnly(OfferedSection section, HeaderExtensionMap? offered) =>
        section.Kind == MediaKind.Audio ? offered : null;

    private static HeaderExtensionMap? VideoOnly(OfferedSection section, HeaderExtensionMap? offered) =>
        section.Kind == MediaKind.Video ? offered : null;

    // Transport-wide numbers are of use only where their feedback is negotiated too.
    private static HeaderExtensionMap? WithFeedback(OfferedSection section, HeaderExtensionMap? offered) =>
        section.Codec!.Feedback.Contains("transport-cc") ? offered : null;

    private static MediaDescription Start(OfferedSection section, IceCredentials credentials, SetupRole setup)
    {
        var answer = new MediaDescription
        {
            Media = section.Media.Media,
            Port = NoPort,
            Protocol = section.Media.Protocol,
            Connection = NoAddress,
            Mid = section.Mid,
        };
        answer.Transport.UsernameFragment = credentials.UsernameFragment;
        answer.Transport.Password = credentials.Password;
        answer.Transport.Setup = setup;
        return answer;
    }

    /// <summary>The codecs of a section that are said back: what the client sends in, what we send in, and of placeholders the first.</summary>
    private static IEnumerable<OfferedCodec> Listed(OfferedSection section, SendTrack? track, bool all)
    {
        var published = section.ClientSends ? section.Codec : null;
        var sent = track is null ? null : section.FindFor(track.Format);
        var used = new[] { published, sent }.OfType<OfferedCodec>().Concat(all ? section.Codecs : []).Distinct().ToList();
        return used.Count > 0 ? used : section.Codecs.Take(1);
    }

    private static void AddCodec(MediaDescription answer, OfferedSection section, OfferedCodec codec, OpusPreference opus, SendTrack? track)
    {
        // The first is what a client sends in; one that receives takes either.
        var hasRed = codec.RedPayloadType != 0 && (section.PublishesRed || track is { Red: true });
        if (hasRed && section.PublishesRed)
        {
            AddRedundancy(answer, codec);
        }

        AddPayloadType(answer, codec.Map);
        if (hasRed && !section.PublishesRed)
        {
            AddRedundancy(answer, codec);
        }

        var parameters = codec.Format.Codec == MediaCodec.Opus
            ? OpusParameters.Answer(codec.Parameters?.Value, section.ClientSends ? opus : null, isStereoSent: track is { Stereo: true })
            : codec.Parameters?.Value;
        if (!string.IsNullOrEmpty(parameters))
        {
            answer.FormatParameters.Add(new(codec.Map.PayloadType, parameters));
        }

        foreach (var feedback in codec.Feedback)
        {
            answer.Feedback.Add(new(codec.Map.PayloadType, feedback));
        }

        if (codec.RtxPayloadType != 0)
        {
            AddPayloadType(answer, new(codec.RtxPayloadType, "rtx", codec.Map.ClockRate, 0));
            answer.FormatParameters.Add(new(codec.RtxPayloadType, string.Create(CultureInfo.InvariantCulture, $"apt={codec.Map.PayloadType}")));
        }
    }

    private static void AddRedundancy(MediaDescription answer, OfferedCodec codec)
    {
        AddPayloadType(answer, new(codec.RedPayloadType, "red", codec.Map.ClockRate, codec.Map.Channels));
        answer.FormatParameters.Add(new(codec.RedPayloadType, string.Create(CultureInfo.InvariantCulture, $"{codec.Map.PayloadType}/{codec.Map.PayloadType}")));
    }

    private static void AddPayloadType(MediaDescription answer, RtpMap map)
    {
        answer.Formats.Add(map.PayloadType.ToString(CultureInfo.InvariantCulture));
        answer.RtpMaps.Add(map);
    }

    /// <summary>
    /// The same in every section, whoever sends in it: Chromium offers in new sections only the extensions that were answered
    /// before, and refuses its own simulcast offer when the placeholders were answered without rid.
    /// </summary>
    private static void AddExtensions(MediaDescription answer, OfferedSection section, bool delaysPlayout)
    {
        foreach (var uri in delaysPlayout ? [.. Answered, HeaderExtensionUris.PlayoutDelay] : Answered)
        {
            if (FindAnswered(section, uri) is { } offered)
            {
                // RFC 8285 §6: a direction is answered by its opposite.
                MediaDirection? direction = offered.Direction == MediaDirection.SendOnly ? MediaDirection.RecvOnly : offered.Direction;
                answer.HeaderExtensions.Add(new(offered.Id, direction, uri, null));
            }
        }
    }

    /// <summary>
    /// Simulcast is taken as offered (RFC 8853 §5.3), in inactive sections too: without it a browser drops all layers but the first
    /// for good, and livekit-client's first is the smallest.
    /// </summary>
    private static void AddSimulcast(MediaDescription answer, OfferedSection section)
    {
        if (section.Rids.Count == 0)
        {
            return;
        }

        var streams = new List<SimulcastStream>(section.Rids.Count);
        foreach (var rid in section.Rids)
        {
            answer.Rids.Add(new(rid, IsSend: false, Restrictions: null));
            streams.Add(new([new(rid, Paused: false)]));
        }

        answer.Simulcast = new(Send: [], Receive: streams);
    }

    /// <summary>The names clients find a track by: the stream is <c>PA_…|TR_…</c>, the track <c>TR_…</c>.</summary>
    private static void AddSources(MediaDescription answer, SendTrack track, SubscriptionOptions sent)
    {
        var stream = $"{track.ParticipantSid}|{track.TrackSid}";
        answer.StreamIds.Add(new(stream, track.TrackSid));
        if (sent.RtxSsrc != 0)
        {
            answer.SsrcGroups.Add(new("FID", [sent.Ssrc, sent.RtxSsrc]));
        }

        foreach (var ssrc in (ReadOnlySpan<uint>)[sent.Ssrc, sent.RtxSsrc])
        {
            if (ssrc != 0)
            {
                answer.Ssrcs.Add(new(ssrc, "cname", sent.Cname));
                answer.Ssrcs.Add(new(ssrc, "msid", $"{stream} {track.TrackSid}"));
            }
        }
    }
}
