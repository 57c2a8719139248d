namespace Visio.Rtc.Codecs;

/// <summary>The running numbers of a VP8 (RFC 7741 §4.2) or VP9 descriptor (RFC 9628 §4.2).</summary>
/// <param name="PictureId">15 bits; the short form takes the low 7.</param>
/// <param name="BaseLayerIndex">TL0PICIDX.</param>
/// <param name="KeyFrameIndex">KEYIDX, 5 bits; VP8 only.</param>
public readonly record struct PictureNumbers(ushort PictureId, byte BaseLayerIndex, byte KeyFrameIndex)
{
    /// <summary>The numbers of a descriptor, in which absent ones are -1; here they are 0.</summary>
    public static PictureNumbers From(int pictureId, int baseLayerIndex, int keyFrameIndex) =>
        new((ushort)Math.Max(0, pictureId), (byte)Math.Max(0, baseLayerIndex), (byte)Math.Max(0, keyFrameIndex));
}
