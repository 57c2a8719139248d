using System.Globalization;
using System.Text;

namespace Visio.Rtc.Sdp;

/// <summary>Writes session descriptions in the order of RFC 8866 §5, with CRLF at the end of every line.</summary>
public static class SdpWriter
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>The text of a description.</summary>
    public static string Write(SdpSession session)
    {
        var text = new StringBuilder(1024 + (session.Media.Count * 1024));
        var origin = session.Origin;
        text.Append("v=0\r\n");
        text.Append(Invariant, $"o={origin.Username} {origin.SessionId} {origin.SessionVersion} {origin.Address}\r\n");
        text.Append(Invariant, $"s={session.Name}\r\n");
        if (session.Connection is { } connection)
        {
            text.Append(Invariant, $"c={connection}\r\n");
        }

        text.Append(Invariant, $"t={session.Timing}\r\n");
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
        text.Append(Invariant, $"m={media.Media} {media.Port} {media.Protocol} {string.Join(' ', media.Formats)}\r\n");
        if (media.Connection is { } connection)
        {
            text.Append(Invariant, $"c={connection}\r\n");
        }

        foreach (var bandwidth in media.Bandwidths)
        {
            text.Append(Invariant, $"b={bandwidth}\r\n");
        }

        WriteTransport(text, media.Transport);
        if (media.Mid is { } mid)
        {
            text.Append(Invariant, $"a=mid:{mid}\r\n");
        }

        Flag(text, media.BundleOnly, "bundle-only");
        if (media.Direction is { } direction)
        {
            text.Append(Invariant, $"a={Name(direction)}\r\n");
        }

        Flag(text, media.RtcpMux, "rtcp-mux");
        Flag(text, media.RtcpReducedSize, "rtcp-rsize");
        if (media.SctpPort is { } port)
        {
            text.Append(Invariant, $"a=sctp-port:{port}\r\n");
        }

        if (media.MaxMessageSize is { } size)
        {
            text.Append(Invariant, $"a=max-message-size:{size}\r\n");
        }

        WriteCodecs(text, media);
        WriteSources(text, media);
        WriteSimulcast(text, media);
        WriteOthers(text, media.OtherAttributes);
        foreach (var candidate in media.Candidates)
        {
            text.Append(Invariant, $"a={candidate}\r\n");
        }

        Flag(text, media.EndOfCandidates, "end-of-candidates");
    }

    private static void WriteTransport(StringBuilder text, TransportAttributes transport)
    {
        if (transport.UsernameFragment is { } ufrag)
        {
            text.Append(Invariant, $"a=ice-ufrag:{ufrag}\r\n");
        }

        if (transport.Password is { } password)
        {
            text.Append(Invariant, $"a=ice-pwd:{password}\r\n");
        }

        if (transport.IceOptions is { } options)
        {
            text.Append(Invariant, $"a=ice-options:{options}\r\n");
        }

        foreach (var fingerprint in transport.Fingerprints)
        {
            text.Append(Invariant, $"a=fingerprint:{fingerprint.Algorithm} {fingerprint.Value}\r\n");
        }

        if (transport.Setup is { } setup)
        {
            text.Append(Invariant, $"a=setup:{Name(setup)}\r\n");
        }
    }

    private static void WriteCodecs(StringBuilder text, MediaDescription media)
    {
        foreach (var map in media.RtpMaps)
        {
            text.Append(Invariant, $"a=rtpmap:{map.PayloadType} {map.Codec}/{map.ClockRate}");
            if (map.Channels > 0)
            {
                text.Append(Invariant, $"/{map.Channels}");
            }

            text.Append("\r\n");
        }

        foreach (var parameters in media.FormatParameters)
        {
            text.Append(Invariant, $"a=fmtp:{parameters.PayloadType} {parameters.Value}\r\n");
        }

        foreach (var feedback in media.Feedback)
        {
            text.Append("a=rtcp-fb:");
            if (feedback.PayloadType is { } type)
            {
                text.Append(Invariant, $"{type}");
            }
            else
            {
                text.Append('*');
            }

            text.Append(Invariant, $" {feedback.Value}\r\n");
        }

        foreach (var extension in media.HeaderExtensions)
        {
            text.Append(Invariant, $"a=extmap:{extension.Id}");
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
            text.Append(Invariant, $"a=ssrc-group:{group.Semantics} {string.Join(' ', group.Ssrcs)}\r\n");
        }

        foreach (var source in media.Ssrcs)
        {
            text.Append(Invariant, $"a=ssrc:{source.Ssrc} {source.Name}");
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
