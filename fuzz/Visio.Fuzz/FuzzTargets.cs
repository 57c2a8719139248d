using Visio.Fuzz.Targets;

namespace Visio.Fuzz;

/// <summary>All targets. A new one implements <c>Run</c> in its own class under <c>Targets</c> and adds a line here.</summary>
public static class FuzzTargets
{
    public static readonly IReadOnlyList<FuzzTarget> All =
    [
        new(
            "rtp",
            RtpTarget.Run,
            "906F000100000002CAFEBABEBEDE0002109E22ABCD400030" + "0102030405",
            "B26000010000000200000003000000040000000510000002" + "C8000702AABB000011220002",
            "8060FFFF00000002CAFEBABE010203"),
        new(
            "rtcp",
            RtcpTarget.Run,
            "81C8000C111111110123456789ABCDEF00015F900000000A00002EE02222222280FFFFFB0001000200000021456789AB00010000"
                + "81CA0003111111110105766973696F00",
            "81C900073333333322222222800000050001000200000021456789AB00010000",
            "81CD000300000001000000020005800F",
            "81CE00020000000100000002",
            "84CE0004000000010000000000000003" + "04000000",
            "8FCE000600000001000000005245" + "4D42020F42400000000500000006",
            "82CB00020000000800000009",
            "8FCD000800000001000000020000000C00001001" + "2005D5550102030405060708090A0B0C"),
        new("vp8", Vp8Target.Run, "90808123100200" + "9D012A80026841", "B2F07F09A501", "1000", "90F0812309A501020304"),
        new(
            "sctp",
            SctpTarget.Run,
            "000300140000000100000000000000334849000000000000",
            "03000010000000010001000000000000",
            "C000000C0000000200000000",
            "0400000C0001000841424344"),
        new(
            "sdp",
            SdpTarget.Run,
            Convert.ToHexString(
                "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\n"u8)
            + Convert.ToHexString(
                "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\na=setup:actpass\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\n"u8)
            + Convert.ToHexString("a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10\r\na=ssrc:1 cname:x\r\n"u8)),
    ];
}
