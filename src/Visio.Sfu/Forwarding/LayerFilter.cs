using Visio.Rtc.Codecs;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// Leaves out, for one subscriber, the frames of the layers above those it is to get, and closes the holes they leave in the sequence
/// numbers and in the picture ids of VP8: its decoder takes a missing picture id for a lost frame (RFC 7741 §4.2). Those of VP9 stay: they tell
/// where in its pattern a picture stands (RFC 9628 §4.2.1).
/// </summary>
internal sealed class LayerFilter
{
    /// <summary>All layers.</summary>
    public const int All = int.MaxValue;

    private SequenceCompactor _numbers;
    private SequenceCompactor _pictures;
    private long _highestNumber;
    private long _highestPicture;
    private long _lastLeftOut;
    private uint _pictureTimestamp;
    private int _spatial = All;
    private int _temporal = All;
    private SentFrames _frames;
    private int _target = -1;
    private bool _tellsTargets;

    /// <summary>What becomes of a packet.</summary>
    internal enum Verdict
    {
        /// <summary>It is sent.</summary>
        Pass,

        /// <summary>It is left out.</summary>
        Drop,

        /// <summary>It is left out, but came too late for its place to be closed: padding has to fill it.</summary>
        Fill,
    }

    /// <summary>Whether more pictures are wanted than can be had before the next key frame.</summary>
    public bool NeedsKeyFrame { get; private set; }

    /// <summary>Begins anew, with the first packet of a key frame. A new filter may begin anywhere.</summary>
    public void Begin()
    {
        _numbers = default;
        _pictures = default;
        _highestNumber = 0;
        _highestPicture = 0;
        _lastLeftOut = 0;
        _frames.Clear();
        _target = -1;
        _tellsTargets = false;
        NeedsKeyFrame = false;
    }

    /// <summary>Decides about a packet.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="wanted">The layers that are wanted.</param>
    /// <param name="number">Its number without the holes.</param>
    /// <param name="picturesLeftOut">By how much its picture id is too high for the subscriber.</param>
    /// <param name="form">How it has to be changed; set as far as layers ask for it.</param>
    public Verdict Judge(in ForwardedPacket packet, in LayersWanted wanted, out long number, out int picturesLeftOut, ref SentForm form)
    {
        var isNewest = packet.DenseNumber > _highestNumber;
        var picture = Unwrap(packet.Vp8);
        if (isNewest)
        {
            _highestNumber = packet.DenseNumber;
            Move(packet, wanted, ref form);
        }

        number = _numbers.Map(packet.DenseNumber);
        picturesLeftOut = 0;
        if (!IsIncluded(packet) || (packet.Vp8.Length > 0 && _pictures.IsLeftOut(picture)))
        {
            if (!isNewest)
            {
                return Verdict.Fill;
            }

            _numbers.Skip(packet.DenseNumber);
            if (picture > _lastLeftOut)
            {
                _lastLeftOut = picture;
                _pictures.Skip(picture);
            }

            return Verdict.Drop;
        }

        picturesLeftOut = (int)(picture - _pictures.Map(picture));
        form.Marker |= EndsPicture(packet);
        return Verdict.Pass;
    }

    private void Move(in ForwardedPacket packet, in LayersWanted wanted, ref SentForm form)
    {
        if (packet.Vp8.Length > 0)
        {
            MoveVp8(packet, wanted);
        }
        else if (packet.Vp9.Length > 0)
        {
            MoveVp9(packet, wanted);
        }
        else if (packet.Dependencies.Structure is not null)
        {
            MoveTarget(packet, wanted, ref form);
        }
    }

    // Down at any frame. Up one layer at a time, at a frame that needs no other frame of its layer (RFC 7741 §4.2, Y).
    private void MoveVp8(in ForwardedPacket packet, in LayersWanted wanted)
    {
        if (!packet.Vp8.IsFrameStart)
        {
            return;
        }

        if (packet.CanStart || wanted.Temporal < _temporal)
        {
            _temporal = wanted.Temporal;
        }
        else if (packet.Vp8.TemporalLayer == _temporal + 1 && packet.Vp8.IsLayerSync && wanted.Temporal > _temporal)
        {
            _temporal++;
        }
    }

    // Down at any picture. Up at a frame that needs no earlier picture, which K-SVC has in key frames only, or, to a higher rate, at a
    // switching-up point (RFC 9628 §4.2).
    private void MoveVp9(in ForwardedPacket packet, in LayersWanted wanted)
    {
        var frame = packet.Vp9;
        if (packet.CanStart || packet.Timestamp != _pictureTimestamp)
        {
            _pictureTimestamp = packet.Timestamp;
            _spatial = packet.CanStart ? wanted.Spatial : Math.Min(_spatial, wanted.Spatial);
            _temporal = packet.CanStart ? wanted.Temporal : Math.Min(_temporal, wanted.Temporal);
            NeedsKeyFrame = Math.Min(wanted.Spatial, wanted.SpatialSent) > _spatial;
        }

        if (!frame.IsFrameStart)
        {
            return;
        }

        if (frame.TemporalLayer == _temporal + 1 && frame.TemporalLayer <= wanted.Temporal && frame.IsSwitchingUpPoint)
        {
            _temporal++;
        }

        if (frame.SpatialLayer == _spatial + 1 && frame.SpatialLayer <= wanted.Spatial && !frame.IsInterPicturePredicted)
        {
            _spatial++;
        }
    }

    // From one decode target to another only with a frame that is said to allow it to those who can decode it (RTP Payload Format for AV1,
    // A.4: Switch).
    private void MoveTarget(in ForwardedPacket packet, in LayersWanted wanted, ref SentForm form)
    {
        var frame = packet.Dependencies;
        if (!frame.IsFrameStart)
        {
            return;
        }

        var structure = frame.Structure!;
        var target = structure.BestTarget(wanted.Spatial, wanted.Temporal, wanted.ActiveTargets);
        var moves = target != _target && (frame.HasStructure || (frame.For(target) == DecodeTargetIndication.Switch && _frames.CanDecode(frame)));
        _target = moves ? target : _target;

        if (frame.HasStructure)
        {
            _frames.Clear();
        }

        if (IsIncluded(packet))
        {
            _frames.Add(frame.FrameNumber);
        }

        // Until it has begun it gets all there is.
        var isSelecting = _target >= 0 && _target < structure.TargetCount;
        NeedsKeyFrame = target != _target && (!isSelecting || structure.SpatialLayer(target) != structure.SpatialLayer(_target));
        if (!isSelecting || !IsIncluded(packet))
        {
            return;
        }

        // What the receiver does not get must not look lost to it; said with every structure, and where it changes.
        var mask = structure.TargetsWithin(_target) & wanted.ActiveTargets;
        _tellsTargets |= moves;
        if (mask != 0 && (_tellsTargets || frame.ActiveTargets != 0) && (mask != structure.AllTargets || !frame.HasStructure))
        {
            form.ActiveTargets = mask;
            form.TargetCount = (byte)structure.TargetCount;
        }

        _tellsTargets = false;
    }

    private bool IsIncluded(in ForwardedPacket packet)
    {
        if (packet.Vp8.Length > 0)
        {
            return packet.Vp8.TemporalLayer <= _temporal;
        }

        if (packet.Vp9.Length > 0)
        {
            return packet.Vp9.TemporalLayer <= _temporal && packet.Vp9.SpatialLayer <= _spatial;
        }

        return packet.Dependencies.Structure is not { } structure || _target < 0 || _target >= structure.TargetCount
            || packet.Dependencies.For(_target) != DecodeTargetIndication.NotPresent;
    }

    // The last packet of the last layer that is sent ends the picture, whichever that is (RFC 9628 §4.1, the marker bit).
    private bool EndsPicture(in ForwardedPacket packet)
    {
        if (packet.Vp9.Length > 0)
        {
            return packet.Vp9.IsFrameEnd && packet.Vp9.SpatialLayer == _spatial;
        }

        var frame = packet.Dependencies;
        return frame.IsFrameEnd && _target >= 0 && _target < frame.Structure!.TargetCount
            && frame.SpatialLayer == frame.Structure.SpatialLayer(_target);
    }

    private long Unwrap(in Vp8Descriptor descriptor)
    {
        if (descriptor.Length == 0 || descriptor.PictureId < 0)
        {
            return _highestPicture;
        }

        var half = descriptor.HasLongPictureId ? 0x4000 : 0x40;
        var picture = _highestPicture == 0
            ? (2L * half) + descriptor.PictureId
            : _highestPicture + (((descriptor.PictureId - _highestPicture + half) & ((2 * half) - 1)) - half);
        _highestPicture = Math.Max(_highestPicture, picture);
        return picture;
    }
}
