namespace Visio.Rtc.Codecs;

/// <summary>
/// Keeps the running numbers of one forwarded VP8 or VP9 stream continuous when its source changes: a decoder takes a jump of the picture
/// id for lost frames (RFC 7741 §4.2, RFC 9628 §4.2). A mutable struct, one per subscription.
/// </summary>
public struct PictureContinuity
{
    private bool _started;
    private bool _switching;
    private ushort _pictureOffset;
    private byte _baseLayerOffset;
    private byte _keyFrameOffset;
    private PictureNumbers _highest;

    /// <summary>Says that the next packet mapped is the first of another source; the caller lets it be the start of a key frame.</summary>
    public void BeginSource() => _switching = _started;

    /// <summary>Maps a packet's numbers into the continuous space. Packets of one source may come late or twice.</summary>
    /// <param name="source">The packet's numbers.</param>
    /// <param name="isLong">Whether its picture id has 15 bits, not 7.</param>
    /// <param name="picturesLeftOut">How many pictures of this source before this one were left out on purpose.</param>
    public PictureNumbers Map(in PictureNumbers source, bool isLong, int picturesLeftOut = 0)
    {
        var picture = (ushort)(source.PictureId - picturesLeftOut);
        if (_switching)
        {
            _switching = false;
            _pictureOffset = (ushort)(_highest.PictureId + 1 - picture);
            _baseLayerOffset = (byte)(_highest.BaseLayerIndex + 1 - source.BaseLayerIndex);
            _keyFrameOffset = (byte)(_highest.KeyFrameIndex + 1 - source.KeyFrameIndex);
        }

        var mapped = new PictureNumbers(
            (ushort)((picture + _pictureOffset) & 0x7FFF),
            (byte)(source.BaseLayerIndex + _baseLayerOffset),
            (byte)((source.KeyFrameIndex + _keyFrameOffset) & 0x1F));

        // A short id wraps at 7 bits in the source, so it is compared in 7 bits.
        var ahead = (mapped.PictureId - _highest.PictureId) & (isLong ? 0x7FFF : 0x7F);
        if (!_started || ahead < (isLong ? 0x4000 : 0x40))
        {
            _started = true;
            _highest = mapped;
        }

        return mapped;
    }
}
