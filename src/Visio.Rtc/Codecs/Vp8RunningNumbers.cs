namespace Visio.Rtc.Codecs;

/// <summary>The three running numbers of a VP8 descriptor (RFC 7741 §4.2).</summary>
/// <param name="PictureId">15 bits; the short form takes the low 7.</param>
/// <param name="BaseLayerIndex">TL0PICIDX.</param>
/// <param name="KeyFrameIndex">KEYIDX, 5 bits.</param>
public readonly record struct Vp8RunningNumbers(ushort PictureId, byte BaseLayerIndex, byte KeyFrameIndex);
