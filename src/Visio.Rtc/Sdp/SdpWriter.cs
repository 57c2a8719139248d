using System.Globalization;
using System.Text;

namespace Visio.Rtc.Sdp;

/// <summary>Writes session descriptions in the order of RFC 8866 §5, with CRLF at the end of every line.</summary>
public static class SdpWriter
{
    /// <summary>The text of a description.</summary>
    public static string Write(SdpSession session)
    {
        var text = new StringBuilder(1024 + (session.Media.Count * 1024));
        var origin = session.Origin;
        Line(text, $"v=0");
        Line(text, $"o={origin.Username} {origin.SessionId} {origin.SessionVersion} {origin.Address}");
        Line(text, $"s={session.Name}");
        if (session.Connection is { } connection)
        {
            Line(text, $"c={connection}");
        }

        Line(text, $"t={session.Timing}");
        foreach (var group in session.Groups)
        {
            text.Append("a=group:").Append(group.Semantics);
            foreach (var mid in group.Mids)
            {
                text.Append(' ').Append(mid);
            }

            text.Append("\r\n");
        }

        Flag(text, session.ExtensionMapAllowMixed, "extmap-allow-mixed");
        Flag(text, session.IceLite, "ice-lite");
        WriteTransport(text, session.Transport);
        WriteOthers(text, session.OtherAttributes);
        foreach (var media in session.Media)
        {
            WriteMedia(text, media);
        }

        return text.ToString();
    }

    private static void WriteMedia(StringBuilder text, MediaDescription media)
    {
        Line(text, $"m={media.Media} {media.Port} {media.Protocol} {string.Join(' ', media.Formats)}");
        if (media.Connection is { } connection)
        {
            Line(text, $"c={connection}");
        }

        foreach (var bandwidth in media.Bandwidths)
        {
            Line(text, $"b={bandwidth}");
        }

        WriteTransport(text, media.Transport);
        if (media.Mid is { } mid)
        {
            Line(text, $"a=mid:{mid}");
        }

        Flag(text, media.BundleOnly, "bundle-only");
        if (media.Direction is { } direction)
        {
            Line(text, $"a={Name(direction)}");
        }

        Flag(text, media.RtcpMux, "rtcp-mux");
        Flag(text, media.RtcpReducedSize, "rtcp-rsize");
        if (media.SctpPort is { } port)
        {
            Line(text, $"a=sctp-port:{port}");
        }

        if (media.MaxMessageSize is { } size)
        {
            Line(text, $"a=max-message-size:{size}");
        }

        WriteCodecs(text, media);
        WriteSources(text, media);
        WriteSimulcast(text, media);
        WriteOthers(text, media.OtherAttributes);
        foreach (var candidate in media.Candidates)
        {
            Line(text, $"a={candidate}");
        }

        Flag(text, media.EndOfCandidates, "end-of-candidates");
    }

    private static void WriteTransport(StringBuilder text, TransportAttributes transport)
    {
        if (transport.UsernameFragment is { } ufrag)
        {
            Line(text, $"a=ice-ufrag:{ufrag}");
        }

        if (transport.Password is { } password)
        {
            Line(text, $"a=ice-pwd:{password}");
        }

        if (transport.IceOptions is { } options)
        {
            Line(text, $"a=ice-options:{options}");
        }

        foreach (var fingerprint in transport.Fingerprints)
        {
            Line(text, $"a=fingerprint:{fingerprint.Algorithm} {fingerprint.Value}");
        }

        if (transport.Setup is { } setup)
        {
            Line(text, $"a=setup:{Name(setup)}");
        }
    }

    private static void WriteCodecs(StringBuilder text, MediaDescription media)
    {
        foreach (var map in media.RtpMaps)
        {
            Line(text, map.Channels > 0
                ? $"a=rtpmap:{map.PayloadType} {map.Codec}/{map.ClockRate}/{map.Channels}"
                : (FormattableString)$"a=rtpmap:{map.PayloadType} {map.Codec}/{map.ClockRate}");
        }

        foreach (var parameters in media.FormatParameters)
        {
            Line(text, $"a=fmtp:{parameters.PayloadType} {parameters.Value}");
        }

        foreach (var feedback in media.Feedback)
        {
            Line(text, feedback.PayloadType is { } type ? $"a=rtcp-fb:{type} {feedback.Value}" : (FormattableString)$"a=rtcp-fb:* {feedback.Value}");
        }

        foreach (var extension in media.HeaderExtensions)
        {
            text.Append(CultureInfo.InvariantCulture, $"a=extmap:{extension.Id}");
            if (extension.Direction is { } direction)
            {
                text.Append('/').Append(Name(direction));
            }

            text.Append(' ').Append(extension.Uri);
            End(text, extension.Attributes, ' ');
        }
    }

    private static void WriteSources(StringBuilder text, MediaDescription media)
    {
        foreach (var id in media.StreamIds)
        {
            text.Append("a=msid:").Append(id.StreamId);
            End(text, id.TrackId, ' ');
        }

        foreach (var group in media.SsrcGroups)
        {
            Line(text, $"a=ssrc-group:{group.Semantics} {string.Join(' ', group.Ssrcs)}");
        }

        foreach (var source in media.Ssrcs)
        {
            text.Append(CultureInfo.InvariantCulture, $"a=ssrc:{source.Ssrc} {source.Name}");
            End(text, source.Value, ':');
        }
    }

    private static void WriteSimulcast(StringBuilder text, MediaDescription media)
    {
        foreach (var rid in media.Rids)
        {
            text.Append("a=rid:").Append(rid.Id).Append(rid.IsSend ? " send" : " recv");
            End(text, rid.Restrictions, ' ');
        }

        if (media.Simulcast is not { } simulcast)
        {
            return;
        }

        text.Append("a=simulcast:");
        if (simulcast.ReceiveFirst)
        {
            WriteStreams(text, "recv ", simulcast.Receive, isFirst: true);
            WriteStreams(text, "send ", simulcast.Send, isFirst: false);
        }
        else
        {
            WriteStreams(text, "send ", simulcast.Send, isFirst: true);
            WriteStreams(text, "recv ", simulcast.Receive, isFirst: simulcast.Send.Count == 0);
        }

        text.Append("\r\n");
    }

    private static void WriteStreams(StringBuilder text, string direction, IReadOnlyList<SimulcastStream> streams, bool isFirst)
    {
        if (streams.Count == 0)
        {
            return;
        }

        text.Append(isFirst ? "" : " ").Append(direction);
        for (var i = 0; i < streams.Count; i++)
        {
            text.Append(i == 0 ? "" : ";");
            for (var j = 0; j < streams[i].Alternatives.Count; j++)
            {
                var alternative = streams[i].Alternatives[j];
                text.Append(j == 0 ? "" : ",").Append(alternative.Paused ? "~" : "").Append(alternative.Id);
            }
        }
    }

    private static void WriteOthers(StringBuilder text, IList<SdpAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            text.Append("a=").Append(attribute.Name);
            End(text, attribute.Value, ':');
        }
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append("\r\n");

    private static void Flag(StringBuilder text, bool isSet, string name)
    {
        if (isSet)
        {
            text.Append("a=").Append(name).Append("\r\n");
        }
    }

    private static void End(StringBuilder text, string? value, char separator)
    {
        if (value is not null)
        {
            text.Append(separator).Append(value);
        }

        text.Append("\r\n");
    }

    private static string Name(MediaDirection direction) => direction switch
    {
        MediaDirection.SendOnly => "sendonly",
        MediaDirection.RecvOnly => "recvonly",
        MediaDirection.Inactive => "inactive",
        _ => "sendrecv",
    };

    private static string Name(SetupRole role) => role switch
    {
        SetupRole.Active => "active",
        SetupRole.Passive => "passive",
        SetupRole.HoldConn => "holdconn",
        _ => "actpass",
    };
}
