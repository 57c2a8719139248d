using System.Text;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;

namespace Visio.Bench.Clients;

/// <summary>The offer of the connection on which a client publishes: data channels, which every client has, and its tracks.</summary>
internal static class PublisherOffer
{
    /// <param name="credentials">Of the connection.</param>
    /// <param name="fingerprint">Of the client's certificate.</param>
    /// <param name="tracks">Each with the layers it sends, one without simulcast.</param>
    public static string Write(IceCredentials credentials, CertificateFingerprint fingerprint, IReadOnlyList<(string Cid, IReadOnlyList<OutgoingStream> Layers)> tracks)
    {
        var sdp = new StringBuilder();
        Line(sdp, "v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", $"a=group:BUNDLE {string.Join(' ', Enumerable.Range(0, tracks.Count + 1))}");
        Line(sdp, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0");
        Transport(sdp, credentials, fingerprint, "0");
        Line(sdp, "a=sctp-port:5000", "a=max-message-size:262144");
        foreach (var (cid, layers) in tracks)
        {
            if (layers[0].Format.Kind == MediaKind.Audio)
            {
                Line(sdp, "m=audio 9 UDP/TLS/RTP/SAVPF 111", "c=IN IP4 0.0.0.0");
                Transport(sdp, credentials, fingerprint, layers[0].Format.Mid);
                Extensions(sdp, (1, ExtensionIds.AudioLevelUri));
                Line(sdp, "a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtcp-fb:111 transport-cc");
            }
            else
            {
                Line(sdp, "m=video 9 UDP/TLS/RTP/SAVPF 96 97", "c=IN IP4 0.0.0.0");
                Transport(sdp, credentials, fingerprint, layers[0].Format.Mid);
                Extensions(sdp, (10, ExtensionIds.RidUri), (11, ExtensionIds.RepairedRidUri));
                Line(
                    sdp, "a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli", "a=rtcp-fb:96 ccm fir", "a=rtcp-fb:96 transport-cc",
                    "a=rtcp-fb:96 goog-remb", "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96");
            }

            Line(sdp, "a=sendonly", $"a=msid:load {cid}", "a=rtcp-mux", "a=rtcp-rsize");
            Sources(sdp, cid, layers);
        }

        return sdp.ToString();
    }

    private static void Sources(StringBuilder sdp, string cid, IReadOnlyList<OutgoingStream> layers)
    {
        if (layers.Count > 1)
        {
            // RFC 8853: streams are told apart by names in their packets, not by sources in the description.
            foreach (var layer in layers)
            {
                Line(sdp, $"a=rid:{layer.Format.Rid} send");
            }

            Line(sdp, $"a=simulcast:send {string.Join(';', layers.Select(l => l.Format.Rid))}");
            return;
        }

        var stream = layers[0];
        if (stream.Format.RepairPayloadType != 0)
        {
            Line(sdp, $"a=ssrc-group:FID {stream.Ssrc} {stream.RepairSsrc}");
            Line(sdp, $"a=ssrc:{stream.RepairSsrc} cname:load", $"a=ssrc:{stream.RepairSsrc} msid:load {cid}");
        }

        Line(sdp, $"a=ssrc:{stream.Ssrc} cname:load", $"a=ssrc:{stream.Ssrc} msid:load {cid}");
    }

    private static void Transport(StringBuilder sdp, IceCredentials credentials, CertificateFingerprint fingerprint, string mid) => Line(
        sdp, $"a=ice-ufrag:{credentials.UsernameFragment}", $"a=ice-pwd:{credentials.Password}", "a=ice-options:trickle",
        $"a=fingerprint:{fingerprint.Algorithm} {fingerprint.Value}", "a=setup:actpass", $"a=mid:{mid}");

    private static void Extensions(StringBuilder sdp, params ReadOnlySpan<(int Id, string Uri)> own)
    {
        Line(sdp, $"a=extmap:2 {ExtensionIds.AbsoluteSendTimeUri}", $"a=extmap:3 {ExtensionIds.TransportSequenceNumberUri}", $"a=extmap:4 {ExtensionIds.MidUri}");
        foreach (var (id, uri) in own)
        {
            Line(sdp, $"a=extmap:{id} {uri}");
        }
    }

    private static void Line(StringBuilder sdp, params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            sdp.Append(line).Append("\r\n");
        }
    }
}
