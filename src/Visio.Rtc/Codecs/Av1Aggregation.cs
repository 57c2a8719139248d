namespace Visio.Rtc.Codecs;

/// <summary>The aggregation header of an AV1 payload (RTP Payload Format for AV1, §4.4).</summary>
public static class Av1Aggregation
{
    /// <summary>
    /// N: whether the packet is the first of a coded video sequence, where a decoder can begin. It says so in place of the dependency
    /// descriptor when that was not negotiated.
    /// </summary>
    public static bool IsSequenceStart(ReadOnlySpan<byte> payload) => payload.Length > 1 && (payload[0] & 0x88) == 0x08;
}
