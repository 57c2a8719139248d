using System.Text;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Tests;

/// <summary>Offers as a browser makes them, with what matters to signalling.</summary>
internal static class Offers
{
    /// <summary>The offer of a join: three receiving sections of each kind and the data channels, mids 0 to 6.</summary>
    public static string Placeholders { get; } = Build([]);

    /// <summary>The same with one sending audio section, mid 7.</summary>
    public static SessionDescription Publishing(string trackId, uint id) => new() { Type = "offer", Id = id, Sdp = Build([trackId]) };

    /// <summary>The same with a camera in three encodings, mid 7.</summary>
    public static SessionDescription PublishingCamera(string trackId, uint id) => new() { Type = "offer", Id = id, Sdp = Build([], Camera(trackId)) };

    /// <summary>A camera that can be sent in VP8 and VP9, mid 7, and, if it has one, its backup, mid 8.</summary>
    public static SessionDescription PublishingScalable(uint id, string trackId, string? backupTrackId = null)
    {
        var camera = TwoCodecs(7, $"a=sendonly\r\na=msid:- {trackId}");
        var backup = TwoCodecs(8, $"a=sendonly\r\na=msid:- {backupTrackId}");
        return new() { Type = "offer", Id = id, Sdp = Build([], backupTrackId is null ? [camera] : [camera, backup]) };
    }

    /// <summary>The camera of <see cref="PublishingScalable"/> from a client that wants VP9 for it now, and says so by its order.</summary>
    public static SessionDescription PreferringVp9(uint id, string trackId) =>
        new() { Type = "offer", Id = id, Sdp = Build([], TwoCodecs(7, $"a=sendonly\r\na=msid:- {trackId}", "98 96 97")) };

    /// <summary>The offer of a join of a client that knows VP9 too.</summary>
    public static string PlaceholdersWithVp9 { get; } = Placeholders
        .Replace("SAVPF 96 97\r\n", "SAVPF 96 97 98\r\n", StringComparison.Ordinal)
        .Replace("a=rtpmap:97 rtx/90000\r\n", "a=rtpmap:97 rtx/90000\r\na=rtpmap:98 VP9/90000\r\n", StringComparison.Ordinal);

    private static string TwoCodecs(int mid, string direction, string formats = "96 97 98") => Lines(
        $"m=video 9 UDP/TLS/RTP/SAVPF {formats}", "c=IN IP4 0.0.0.0", Transport(mid), direction, "a=rtcp-mux",
        "a=rtpmap:96 VP8/90000", "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96", "a=rtpmap:98 VP9/90000");

    private static string Build(string[] published, params string[] others)
    {
        var sections = new List<string>();
        for (var mid = 0; mid < 3; mid++)
        {
            sections.Add(Audio(mid, "a=recvonly"));
        }

        for (var mid = 3; mid < 6; mid++)
        {
            sections.Add(Lines(
                "m=video 9 UDP/TLS/RTP/SAVPF 96 97", "c=IN IP4 0.0.0.0", Transport(mid), "a=recvonly", "a=rtcp-mux",
                "a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli", "a=rtcp-fb:96 transport-cc",
                "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96"));
        }

        sections.Add(Lines(
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", Transport(6), "a=sctp-port:5000", "a=max-message-size:262144"));
        sections.AddRange(published.Select((id, i) => Audio(7 + i, $"a=sendonly\r\na=msid:- {id}")));
        sections.AddRange(others);

        var head = new StringBuilder("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE");
        for (var mid = 0; mid < sections.Count; mid++)
        {
            head.Append(' ').Append(mid);
        }

        return head.Append("\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\n").AppendJoin("", sections).ToString();
    }

    private static string Camera(string trackId) => Lines(
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97", "c=IN IP4 0.0.0.0", Transport(7), "a=sendonly", $"a=msid:- {trackId}", "a=rtcp-mux",
        "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid", "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
        "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
        "a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli", "a=rtcp-fb:96 transport-cc",
        "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96", "a=rid:q send", "a=rid:h send", "a=rid:f send", "a=simulcast:send q;h;f");

    private static string Audio(int mid, string direction) => Lines(
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 63", "c=IN IP4 0.0.0.0", Transport(mid),
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level", "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid", direction, "a=rtcp-mux",
        "a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111");

    private static string Transport(int mid) => string.Join("\r\n",
        "a=ice-ufrag:sx8f", "a=ice-pwd:FLDczBUMWXoUuEbYKvggZtki", "a=ice-options:trickle",
        "a=fingerprint:sha-256 7C:8D:81:D4:AF:F6:00:8B:3D:5D:66:AA:A3:5F:0A:10:D2:7B:C0:91:71:F1:E1:B7:E8:B6:4E:CD:DC:A1:F2:8D",
        "a=setup:actpass", $"a=mid:{mid}");

    private static string Lines(params string[] lines) => string.Join("\r\n", lines) + "\r\n";
}
