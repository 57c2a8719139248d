namespace Visio.Rtc.Sdp;

/// <summary>The attributes of RTP sections: payload types, feedback, header extensions, sources and simulcast.</summary>
internal static class SdpRtpAttributeReader
{
    private const int MaximumSimulcastStreams = 32;

    /// <summary>False when the attribute is none of these; <paramref name="wellFormed"/> says how it was read otherwise.</summary>
    public static bool TryRead(MediaDescription media, string name, string? value, out bool wellFormed)
    {
        var rest = value.AsSpan();
        switch (name)
        {
            case "rtpmap":
                wellFormed = TryReadRtpMap(media, rest);
                return true;
            case "fmtp":
                wellFormed = TryReadPayloadType(ref rest, out var type) && !rest.IsEmpty;
                if (wellFormed)
                {
                    media.FormatParameters.Add(new(type, rest.ToString()));
                }

                return true;
            case "rtcp-fb":
                wellFormed = TryReadFeedback(media, rest);
                return true;
            case "extmap":
                wellFormed = TryReadExtension(media, rest);
                return true;
            case "msid":
                var stream = SdpToken.Next(ref rest);
                var track = SdpToken.Next(ref rest);
                wellFormed = !stream.IsEmpty && rest.IsEmpty;
                if (wellFormed)
                {
                    media.StreamIds.Add(new(stream.ToString(), track.IsEmpty ? null : track.ToString()));
                }

                return true;
            case "ssrc":
                wellFormed = TryReadSsrc(media, rest);
                return true;
            case "ssrc-group":
                wellFormed = TryReadSsrcGroup(media, rest);
                return true;
            case "rid":
                wellFormed = TryReadRid(media, rest);
                return true;
            case "simulcast":
                wellFormed = media.Simulcast is null && TryReadSimulcast(media, rest);
                return true;
            default:
                wellFormed = false;
                return false;
        }
    }

    private static bool TryReadPayloadType(ref ReadOnlySpan<char> rest, out byte type) =>
        SdpToken.TryNumber(SdpToken.Next(ref rest), out type) && type < 128;

    private static bool TryReadRtpMap(MediaDescription media, ReadOnlySpan<char> rest)
    {
        if (!TryReadPayloadType(ref rest, out var type))
        {
            return false;
        }

        var slash = rest.IndexOf('/');
        if (slash < 1)
        {
            return false;
        }

        var codec = rest[..slash];
        rest = rest[(slash + 1)..];
        slash = rest.IndexOf('/');
        var channels = 0;
        if (!SdpToken.TryNumber(slash < 0 ? rest : rest[..slash], out int clockRate)
            || (slash >= 0 && !SdpToken.TryNumber(rest[(slash + 1)..], out channels)))
        {
            return false;
        }

        media.RtpMaps.Add(new(type, codec.ToString(), clockRate, channels));
        return true;
    }

    private static bool TryReadFeedback(MediaDescription media, ReadOnlySpan<char> rest)
    {
        byte? type = null;
        if (rest.StartsWith("* "))
        {
            SdpToken.Next(ref rest);
        }
        else if (TryReadPayloadType(ref rest, out var number))
        {
            type = number;
        }
        else
        {
            return false;
        }

        media.Feedback.Add(new(type, rest.ToString()));
        return !rest.IsEmpty;
    }

    private static bool TryReadExtension(MediaDescription media, ReadOnlySpan<char> rest)
    {
        var id = SdpToken.Next(ref rest);
        var slash = id.IndexOf('/');
        MediaDirection? direction = null;
        if (slash >= 0)
        {
            direction = id[(slash + 1)..] switch
            {
                "sendrecv" => MediaDirection.SendRecv,
                "sendonly" => MediaDirection.SendOnly,
                "recvonly" => MediaDirection.RecvOnly,
                "inactive" => MediaDirection.Inactive,
                _ => null,
            };
            id = direction is null ? default : id[..slash];
        }

        if (!SdpToken.TryNumber(id, out int number) || number is < 1 or > 4351)
        {
            return false;
        }

        var uri = SdpToken.Next(ref rest);
        if (uri.IsEmpty)
        {
            return false;
        }

        // 256 to 4351 are numbers an offerer gives when it has too many; they cannot be sent (RFC 8285 §5).
        if (number <= byte.MaxValue)
        {
            media.HeaderExtensions.Add(new((byte)number, direction, uri.ToString(), rest.IsEmpty ? null : rest.ToString()));
        }

        return true;
    }

    private static bool TryReadSsrc(MediaDescription media, ReadOnlySpan<char> rest)
    {
        if (!SdpToken.TryNumber(SdpToken.Next(ref rest), out uint ssrc))
        {
            return false;
        }

        var colon = rest.IndexOf(':');
        var name = colon < 0 ? rest : rest[..colon];
        media.Ssrcs.Add(new(ssrc, name.ToString(), colon < 0 ? null : rest[(colon + 1)..].ToString()));
        return SdpToken.IsToken(name, 64);
    }

    private static bool TryReadSsrcGroup(MediaDescription media, ReadOnlySpan<char> rest)
    {
        var semantics = SdpToken.Next(ref rest);
        var ssrcs = new List<uint>();
        while (!rest.IsEmpty)
        {
            if (ssrcs.Count == 64 || !SdpToken.TryNumber(SdpToken.Next(ref rest), out uint ssrc))
            {
                return false;
            }

            ssrcs.Add(ssrc);
        }

        media.SsrcGroups.Add(new(semantics.ToString(), ssrcs));
        return SdpToken.IsToken(semantics, 32) && ssrcs.Count > 0;
    }

    private static bool TryReadRid(MediaDescription media, ReadOnlySpan<char> rest)
    {
        var id = SdpToken.Next(ref rest);
        var direction = SdpToken.Next(ref rest);
        if (!SdpToken.IsRid(id) || direction is not ("send" or "recv"))
        {
            return false;
        }

        media.Rids.Add(new(id.ToString(), direction is "send", rest.IsEmpty ? null : rest.ToString()));
        return true;
    }

    private static bool TryReadSimulcast(MediaDescription media, ReadOnlySpan<char> rest)
    {
        IReadOnlyList<SimulcastStream>? send = null;
        IReadOnlyList<SimulcastStream>? receive = null;
        var receiveFirst = false;
        while (!rest.IsEmpty)
        {
            var direction = SdpToken.Next(ref rest);
            if (!TryReadStreams(SdpToken.Next(ref rest), out var streams))
            {
                return false;
            }

            if (direction is "send" && send is null)
            {
                send = streams;
            }
            else if (direction is "recv" && receive is null)
            {
                receive = streams;
                receiveFirst = send is null;
            }
            else
            {
                return false;
            }
        }

        if (send is null && receive is null)
        {
            return false;
        }

        media.Simulcast = new(send ?? [], receive ?? [], receiveFirst);
        return true;
    }

    private static bool TryReadStreams(ReadOnlySpan<char> list, out List<SimulcastStream> streams)
    {
        streams = [];
        foreach (var range in list.Split(';'))
        {
            var alternatives = new List<SimulcastRid>();
            foreach (var inner in list[range].Split(','))
            {
                var id = list[range][inner];
                var paused = id.StartsWith('~');
                id = paused ? id[1..] : id;
                if (!SdpToken.IsRid(id) || alternatives.Count == MaximumSimulcastStreams)
                {
                    return false;
                }

                alternatives.Add(new(id.ToString(), paused));
            }

            if (streams.Count == MaximumSimulcastStreams)
            {
                return false;
            }

            streams.Add(new(alternatives));
        }

        return streams.Count > 0;
    }
}
