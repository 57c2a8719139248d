namespace Visio.Sfu;

/// <summary>The codecs that are forwarded.</summary>
public enum MediaCodec
{
    /// <summary>Opus (RFC 7587).</summary>
    Opus,

    /// <summary>VP8 (RFC 7741).</summary>
    Vp8,
}
