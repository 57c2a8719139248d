using System.Runtime.CompilerServices;
using Visio.Rtc;
using Visio.Rtc.Buffers;
using Visio.Rtc.Codecs;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// One RTP stream a publication is received by: its only one, or one encoding of a simulcast (RFC 8853). Puts the packets in their places,
/// keeps them for retransmission, and knows what is missing. Owned by the loop's thread.
/// </summary>
/// <param name="rid">The encoding's name (RFC 8852); null without simulcast.</param>
/// <param name="index">Its place among the layers, the best first.</param>
/// <param name="options">The publication.</param>
internal sealed class SourceLayer(string? rid, int index, PublicationOptions options) : IDisposable
{
    /// <summary>Packets of one burst, so that a subscriber's key and addresses stay in the cache while it gets all of them.</summary>
    public const int BurstCapacity = DatagramBatch.Capacity;

    private const int LeastBurst = 8;

    /// <summary>Packets later than this are no use to a decoder any more, and their places in the store are taken.</summary>
    private const int MaxLateness = 120;

    /// <summary>How far a stream that restarts under another SSRC is moved on, so that nothing of the old one is in its way.</summary>
    private const int SourceDistance = 4096;

    /// <summary>SSRCs it had before that are remembered.</summary>
    private const int SourcesRemembered = 4;

    /// <summary>What the cipher, UDP and IPv4 add to a packet, in bytes.</summary>
    private const int PacketOverhead = 16 + 8 + 20;

    /// <summary>Frames of other layers without one of this: it has been switched off, and does not only wait for a picture to change.</summary>
    private const int FramesMissed = 6;

    /// <summary>The least silence of a layer that has been switched off.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(500);

    /// <summary>What was kept is of no use once nothing was sent for longer than packets wait for their turn.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly uint[] _left = new uint[SourcesRemembered];
    private int _leftCount;
    private Instant _lastKept;
    private RetransmissionBuffer? _store;
    private SequenceUnwrapper _sequence;
    private SequenceCompactor _compactor;
    private FrameRates _frameRates;
    private LayerRates _rates;
    private KeyFrameRequests _keyFrames = new(isSmallest: index >= options.Rids.Count - 1);
    private SenderReport _report;
    private bool _hasReport;
    private long _base;
    private DependencyStructure? _structure;
    private long _structureNumber;
    private uint _activeTargets;
    private int _spatialLayers = options.SpatialLayers;
    private int _spatialSent;
    private int _spatialInPicture;
    private uint _pictureTimestamp;
    private bool _hasParameterSets;
    private uint _lastTimestamp;
    private int _framesMissed;
    private LossCounter _losses;
    private FrameGaps _frames;
    private long _bytes;
    private int _repaired;

    public string? Rid => rid;

    public int Index => index;

    /// <summary>0 until known.</summary>
    public uint Ssrc { get; private set; } = rid is null ? options.Ssrc : 0;

    /// <summary>The SSRC of its retransmissions; 0 until known.</summary>
    public uint RtxSsrc { get; set; } = rid is null ? options.RtxSsrc : 0;

    public bool HasStarted { get; private set; }

    public Instant LastReceived { get; private set; }

    /// <summary>Whether it is being sent, as far as can be seen from the other layers. It stays so while all of them pause.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Whether somebody is sent it or waits for it.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>Its newest packet's number.</summary>
    public long Highest { get; private set; }

    /// <summary>What is missing of it; null while nobody uses it, and before its first packet.</summary>
    public NackGenerator? Missing { get; private set; }

    /// <summary>Its reception; null before its first packet.</summary>
    public ReceptionStatistics? Reception { get; private set; }

    /// <summary>Packets of this turn that were not handed to the subscribers yet.</summary>
    public ForwardedPacket[] Burst { get; private set; } = [];

    public int BurstCount { get; set; }

    /// <summary>How long the packets of the burst are, all but the last.</summary>
    public int BurstPacketSize => BurstCount > 0 ? Burst[0].PayloadLength : 0;

    /// <summary>Whether it is in the queue of this turn.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Memory that it takes besides its own object.</summary>
    public int Bytes => (_store?.Bytes ?? 0) + (Burst.Length * Unsafe.SizeOf<ForwardedPacket>());

    /// <summary>When something is to be asked of the publisher.</summary>
    public Instant NextTimeout => Instant.Min(_keyFrames.Due, Missing is not null ? Missing.Due : Instant.Never);

    /// <summary>The highest temporal layer that comes; 0 when the codec does not say.</summary>
    public int HighestTemporalLayer => _rates.HighestTemporalLayer();

    /// <summary>The highest spatial layer that comes within this stream.</summary>
    public int HighestSpatialLayer => Math.Max(0, _spatialLayers - 1);

    /// <summary>Spatial layers that the publisher announced within this stream and does not encode; the smallest are missing.</summary>
    public int MissingSpatialLayers => Math.Max(0, options.SpatialLayers - _spatialLayers);

    /// <summary>What the layer takes, in bits per second.</summary>
    public long BitsPerSecond(Instant now) => BitsPerSecond(LayerFilter.All, LayerFilter.All, now);

    /// <summary>What it takes up to a spatial and a temporal layer within it, in bits per second.</summary>
    public long BitsPerSecond(int spatial, int temporal, Instant now) => _rates.UpTo(spatial, temporal, now);

    /// <summary>Whether packets came within <paramref name="silence"/>.</summary>
    public bool IsAlive(Instant now, TimeSpan silence) => HasStarted && now - LastReceived < silence;

    /// <summary>Whether the stream went on under another SSRC than this lately.</summary>
    public bool HasLeft(uint ssrc) => _left.Contains(ssrc);

    /// <summary>The stream goes on under <paramref name="ssrc"/>.</summary>
    public void Leave(uint ssrc)
    {
        if (Ssrc != 0)
        {
            _left[_leftCount++ % _left.Length] = Ssrc;
        }

        Ssrc = ssrc;
    }

    /// <summary>Notes that a packet came; true when it may be the first of a frame.</summary>
    public bool OnReceived(uint timestamp, Instant now)
    {
        var isOther = !HasStarted || timestamp != _lastTimestamp;
        HasStarted = true;
        LastReceived = now;
        _lastTimestamp = timestamp;
        return isOther;
    }

    /// <summary>A frame of this layer came; true when it was not sent before.</summary>
    public bool OnFrame()
    {
        var began = !IsSent;
        IsSent = true;
        _framesMissed = 0;
        return began;
    }

    /// <summary>Counts a frame that somebody uses.</summary>
    public void CountFrame(Instant now)
    {
        if (IsUsed)
        {
            _frames.OnFrame(now);
        }
    }

    /// <summary>A packet came as a retransmission.</summary>
    public void OnRepaired() => _repaired++;

    /// <summary>A frame of another layer came; true when this shows that this one is not sent any more.</summary>
    public bool OnOtherFrame(Instant now)
    {
        _framesMissed++;
        if (!IsSent || _framesMissed < FramesMissed || IsAlive(now, Silence))
        {
            return false;
        }

        IsSent = false;
        _frames.Pause();
        return true;
    }

    /// <summary>The track was muted or unmuted: which layers are sent shows anew, and what was not forwarded yet is not.</summary>
    public void OnMute()
    {
        BurstCount = 0;
        IsSent = false;
        _frames.Pause();
    }

    /// <summary>Says whether anybody uses the layer: only then is asked for what is missing.</summary>
    public void SetUsed(bool used)
    {
        if (used == IsUsed)
        {
            return;
        }

        IsUsed = used;
        Missing = null;
        BeginMeasuring();
        if (!used)
        {
            _keyFrames.Satisfy();
        }
    }

    /// <summary>A key frame is wanted, until one comes.</summary>
    public void WantKeyFrame() => _keyFrames.Want();

    /// <summary>Nobody waits for a key frame any more.</summary>
    public void ForgetKeyFrame() => _keyFrames.Satisfy();

    /// <summary>Whether to ask for a key frame now.</summary>
    public bool TryTakeKeyFrame(Instant now) => _keyFrames.TryTake(now);

    /// <summary>The stream goes on under another SSRC, with numbers and a clock of its own.</summary>
    public void Restart()
    {
        Missing = null;
        Reception = null;
        _hasReport = false;
        _structure = null;
        _hasParameterSets = false;
        BeginMeasuring();
    }

    /// <summary>What came since the last call, or since the layer is in use.</summary>
    public StreamQuality TakeQuality(TimeSpan roundTripTime)
    {
        var (expected, lost) = Reception is null ? default : _losses.Take(Reception.Expected, Reception.CumulativeLost);
        var (frames, freezes, frozen) = _frames.Take();
        var quality = new StreamQuality(expected, lost, Reception?.Jitter ?? TimeSpan.Zero, roundTripTime, MissingLayers: 0)
        {
            Repaired = _repaired,
            Bytes = _bytes,
            Frames = options.Kind == MediaKind.Video ? frames : 0,
            Freezes = options.CountsFreezes ? freezes : 0,
            Frozen = options.CountsFreezes ? frozen : TimeSpan.Zero,
        };
        (_repaired, _bytes) = (0, 0);
        return quality;
    }

    /// <summary>Takes a packet, received or restored from a retransmission.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="rtp">The same, read.</param>
    /// <param name="roundTripTime">To the publisher.</param>
    /// <param name="isRepair">Whether it was sent again, on the stream for that.</param>
    /// <param name="now">The time.</param>
    /// <param name="forwarded">What to forward, when the result is <see cref="DropReason.None"/>.</param>
    /// <param name="isNewest">Whether no later packet was received before.</param>
    public DropReason Take(
        ReadOnlySpan<byte> packet, in RtpPacket rtp, TimeSpan roundTripTime, bool isRepair, Instant now, out ForwardedPacket forwarded, out bool isNewest)
    {
        forwarded = default;
        var store = _store ??= CreateStore();
        if (Reception is null)
        {
            // Numbers of a new source begin well after those of the last one; the compactor's holes then all lie before them.
            Reception = new(Ssrc, options.ClockRate);
            _sequence = default;
            _base = Highest == 0 ? 0 : Highest + SourceDistance - _sequence.Peek(rtp.SequenceNumber);
        }

        _bytes += packet.Length;
        Reception.OnPacket(rtp.SequenceNumber, rtp.Timestamp, now);
        if (options.Nack && IsUsed)
        {
            Missing ??= new() { RoundTripTime = roundTripTime };
            Missing.OnPacket(rtp.SequenceNumber, now, isRepair);
        }

        var number = _base + _sequence.Unwrap(rtp.SequenceNumber);
        isNewest = number > Highest;
        if (number <= Highest - MaxLateness || store.Knows(number))
        {
            return DropReason.RtpDuplicate;
        }

        Highest = Math.Max(Highest, number);
        if (rtp.Payload.IsEmpty && isNewest)
        {
            _compactor.Skip(number);
            return DropReason.RtpPaddingOnly;
        }

        if (!TryDescribe(rtp, number, out forwarded))
        {
            if (isNewest)
            {
                _compactor.Skip(number);
            }

            return DropReason.RtpMalformed;
        }

        // That of a key frame counts although its packet was lost first and came late.
        if (forwarded.Dependencies.ActiveTargets != 0 && number > _structureNumber)
        {
            _structureNumber = number;
            _structure = forwarded.Dependencies.Structure;
            _spatialLayers = _structure!.SpatialLayerCount;
            _activeTargets = forwarded.Dependencies.ActiveTargets;
        }

        _rates.OnPacket(forwarded.SpatialLayer, forwarded.TemporalLayer, packet.Length + PacketOverhead, now);
        if (isNewest)
        {
            ObserveLayers(forwarded, now);
        }

        if (forwarded.CanStart)
        {
            _keyFrames.Satisfy();
        }

        // What nobody is sent, nobody asks for again.
        if (IsUsed)
        {
            store.Store(number, packet, now);
            _lastKept = now;
        }
        else
        {
            store.Note(number);
        }

        return DropReason.None;
    }

    /// <summary>The stored bytes of a packet; false when it is not kept (any more).</summary>
    public bool TryGet(scoped in ForwardedPacket packet, out Span<byte> stored) => _store!.TryGet(packet.Number, out stored);

    /// <summary>Reads a stored packet again, to be sent again.</summary>
    public bool TryRead(long number, out ForwardedPacket packet, out Span<byte> stored)
    {
        packet = default;
        stored = default;
        return _store is not null && _store.TryGet(number, out stored) && RtpPacket.TryParse(stored, out var rtp)
            && TryDescribe(rtp, number, out packet);
    }

    /// <summary>The layers within this stream that a limit means.</summary>
    /// <param name="limit">The most a subscriber wants.</param>
    /// <param name="isScalable">Whether the limit's layer is one within this stream, not a stream of its own.</param>
    public LayersWanted Within(LayerLimit limit, bool isScalable) => new(
        isScalable && limit.Layer is { } wanted ? Math.Max(0, wanted - MissingSpatialLayers) : LayerFilter.All,
        limit.FramesPerSecond > 0 ? _frameRates.Enough(limit.FramesPerSecond) : LayerFilter.All,
        _spatialSent,
        _activeTargets);

    /// <summary>Takes a sender report of this stream.</summary>
    public void OnSenderReport(in SenderReport report, Instant now)
    {
        _report = report;
        _hasReport = true;
        Reception?.OnSenderReport(report.Ntp, now);
    }

    /// <summary>Its last sender report; null before the first.</summary>
    public SenderReport? Report => _hasReport ? _report : null;

    /// <summary>The stream's RTP clock at a moment of the publisher's civil clock; false before its first sender report.</summary>
    public bool TryGetTimestamp(NtpTime theirs, out uint timestamp)
    {
        var elapsed = (long)(theirs.Value - _report.Ntp.Value);
        timestamp = _report.RtpTimestamp + (uint)(long)(((Int128)elapsed * options.ClockRate) >> 32);
        return _hasReport;
    }

    /// <summary>The moment of the publisher's civil clock at which a packet was captured; false before the first sender report.</summary>
    public bool TryGetCaptureTime(uint timestamp, out NtpTime theirs)
    {
        var elapsed = (long)(int)(timestamp - _report.RtpTimestamp);
        theirs = new(_report.Ntp.Value + (ulong)(long)(((Int128)elapsed << 32) / options.ClockRate));
        return _hasReport;
    }

    /// <summary>Adds a packet to the burst, which grows with the packets that come in one turn.</summary>
    public void AddToBurst(in ForwardedPacket packet)
    {
        if (BurstCount == Burst.Length)
        {
            var larger = new ForwardedPacket[Math.Max(LeastBurst, BurstCount * 2)];
            Burst.CopyTo(larger, 0);
            Burst = larger;
        }

        Burst[BurstCount++] = packet;
    }

    /// <summary>Gives back what it does not need because nothing was kept for a while: it is muted, paused, or nobody wants it.</summary>
    public void ReturnIdle(Instant now)
    {
        if (now - _lastKept > Rest)
        {
            _store?.Clear();
            Burst = BurstCount == 0 ? [] : Burst;
        }
    }

    public void Dispose() => _store?.Dispose();

    // What was lost while nobody asked for it again tells nothing.
    private void BeginMeasuring()
    {
        _losses.Begin(Reception?.Expected ?? 0, Reception?.CumulativeLost ?? 0);
        _frames.Pause();
        _frames.Take();
        (_repaired, _bytes) = (0, 0);
    }

    private RetransmissionBuffer CreateStore() => RetransmissionBuffer.For(options.Kind, Math.Min(index, 2));

    private bool TryDescribe(in RtpPacket rtp, long number, out ForwardedPacket packet)
    {
        packet = new()
        {
            Number = number,
            DenseNumber = _compactor.Map(number),
            Timestamp = rtp.Timestamp,
            Marker = rtp.Marker,
            PayloadOffset = rtp.HeaderLength,
            PayloadLength = rtp.Payload.Length,
            CanStart = options.Kind == MediaKind.Audio,
        };

        switch (options.Codec)
        {
            case MediaCodec.Opus:
                packet.HasAudioLevel = rtp.TryGetExtension(options.Extensions.AudioLevel, out var level) && AudioLevel.TryParse(level, out packet.AudioLevel);
                packet.IsRed = options.RedPayloadType != 0 && rtp.PayloadType == options.RedPayloadType;
                return !packet.IsRed || RedPayload.CountRedundant(rtp.Payload) >= 0;
            case MediaCodec.Vp8:
                if (rtp.Payload.IsEmpty)
                {
                    return true;
                }

                var parsed = Vp8Descriptor.TryParse(rtp.Payload, out packet.Vp8);
                packet.CanStart = packet.Vp8.IsKeyFrameStart;
                return parsed;
            default:
                if (rtp.Payload.IsEmpty)
                {
                    return true;
                }

                Describe(rtp, ref packet);
                return TryDescribePayload(rtp.Payload, ref packet);
        }
    }

    private bool TryDescribePayload(ReadOnlySpan<byte> payload, ref ForwardedPacket packet)
    {
        switch (options.Codec)
        {
            case MediaCodec.H264:
                var parsed = H264Payload.TryParse(payload, out var h264);
                _hasParameterSets |= h264.HasParameterSet;

                // A slice of a key frame is a beginning only where parameter sets come by other means (RFC 6184 §8.2.2).
                packet.CanStart = h264.HasParameterSet || (h264.HasKeySlice && !_hasParameterSets);
                return parsed;
            case MediaCodec.Vp9:
                parsed = Vp9Descriptor.TryParse(payload, out packet.Vp9);
                packet.CanStart = packet.Vp9.IsKeyFrameStart;
                return parsed;
            case MediaCodec.Av1:
                packet.CanStart = packet.DescriptorLength > 0 ? packet.Dependencies.HasStructure : Av1Aggregation.IsSequenceStart(payload);
                return true;
            default:
                return false;
        }
    }

    // One that cannot be understood, for want of its structure, is forwarded as it is: other packets may be decodable with it.
    private void Describe(in RtpPacket rtp, ref ForwardedPacket packet)
    {
        if (rtp.TryGetExtension(options.Extensions.DependencyDescriptor, out var data) && data.Length >= 3 && rtp.Bytes.Overlaps(data, out var offset))
        {
            packet.DescriptorOffset = offset;
            packet.DescriptorLength = data.Length;
            _ = DependencyDescriptor.TryParse(data, _structure, out packet.Dependencies);
        }
    }

    private void ObserveLayers(in ForwardedPacket packet, Instant now)
    {
        if (packet.IsPictureStart)
        {
            _frameRates.OnFrame(packet.TemporalLayer, now);
        }

        if (packet.Vp9.Length > 0)
        {
            _spatialLayers = packet.Vp9.SpatialLayerCount > 0 ? packet.Vp9.SpatialLayerCount : _spatialLayers;
            if (packet.Timestamp != _pictureTimestamp)
            {
                _pictureTimestamp = packet.Timestamp;
                _spatialSent = _spatialInPicture;
                _spatialInPicture = 0;
            }

            _spatialInPicture = Math.Max(_spatialInPicture, packet.Vp9.SpatialLayer);
        }
    }
}
