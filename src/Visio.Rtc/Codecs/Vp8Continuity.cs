namespace Visio.Rtc.Codecs;

/// <summary>
/// Keeps the running numbers of one forwarded VP8 stream continuous when its source changes: a decoder takes a jump of the picture id for
/// lost frames (RFC 7741 §4.2). A mutable struct, one per subscription.
/// </summary>
public struct Vp8Continuity
{
    private bool _started;
    private bool _switching;
    private ushort _pictureOffset;
    private byte _baseLayerOffset;
    private byte _keyFrameOffset;
    private Vp8RunningNumbers _highest;

    /// <summary>Says that the next packet mapped is the first of another source; the caller lets it be the start of a key frame.</summary>
    public void BeginSource() => _switching = _started;

    /// <summary>Maps a packet's numbers into the continuous space. Packets of one source may come late or twice.</summary>
    public Vp8RunningNumbers Map(in Vp8Descriptor descriptor)
    {
        var picture = (ushort)Math.Max(0, descriptor.PictureId);
        var baseLayer = (byte)Math.Max(0, descriptor.BaseLayerIndex);
        var keyFrame = (byte)Math.Max(0, descriptor.KeyFrameIndex);
        if (_switching)
        {
            _switching = false;
            _pictureOffset = (ushort)(_highest.PictureId + 1 - picture);
            _baseLayerOffset = (byte)(_highest.BaseLayerIndex + 1 - baseLayer);
            _keyFrameOffset = (byte)(_highest.KeyFrameIndex + 1 - keyFrame);
        }

        var mapped = new Vp8RunningNumbers(
            (ushort)((picture + _pictureOffset) & 0x7FFF),
            (byte)(baseLayer + _baseLayerOffset),
            (byte)((keyFrame + _keyFrameOffset) & 0x1F));

        // A short id wraps at 7 bits in the source, so it is compared in 7 bits.
        var ahead = (mapped.PictureId - _highest.PictureId) & (descriptor.HasLongPictureId ? 0x7FFF : 0x7F);
        if (!_started || ahead < (descriptor.HasLongPictureId ? 0x4000 : 0x40))
        {
            _started = true;
            _highest = mapped;
        }

        return mapped;
    }
}
