namespace Visio.Sfu;

/// <summary>The codecs that are forwarded.</summary>
public enum MediaCodec
{
    /// <summary>Opus (RFC 7587).</summary>
    Opus,

    /// <summary>VP8 (RFC 7741).</summary>
    Vp8,

    /// <summary>H.264 (RFC 6184), in packetization modes 0 and 1.</summary>
    H264,

    /// <summary>VP9 (RFC 9628).</summary>
    Vp9,

    /// <summary>AV1 (RTP Payload Format for AV1).</summary>
    Av1,
}
