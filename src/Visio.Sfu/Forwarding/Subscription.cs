using System.Buffers.Binary;
using System.Text;
using Visio.Rtc;
using Visio.Rtc.Buffers;
using Visio.Rtc.Codecs;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Rtc.Srtp;
using Visio.Rtc.Time;
using Visio.Sfu.Allocation;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// A track on its way to one peer, as a stream of our own: own SSRC, sequence numbers without gaps, timestamps and picture ids that go on
/// over pauses, mutes, and changes of the layer and of the source. Owned by the loop's thread.
/// </summary>
internal sealed class Subscription
{
    /// <summary>
    /// In how many steps <see cref="Warm"/> is to be called before a subscriber's turn, and how many turns lie between them: one of sound is shorter than
    /// the way to memory.
    /// </summary>
    public const int WarmSteps = 4;
    public const int WarmPace = 2;

    /// <summary>About how much of this object, and of those in <see cref="_sendState"/>, a packet reads.</summary>
    private const int OwnState = 448;
    private const int OtherState = 192;

    /// <summary>Packets remembered to be sent again, at most: 1.2 s of 4 Mbit/s, and of sound in packets of 10 ms.</summary>
    private const int VideoHistory = 512;
    private const int AudioHistory = 128;

    /// <summary>The objects of one subscription, without those counted where they are made.</summary>
    private const int OwnBytes = 1_200;

    /// <summary>After this time without a packet nothing of before is asked for.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>Lost packets that are taken from the redundancy of one that came.</summary>
    private const int MostRecovered = 2;

    /// <summary>Seconds by which what sender reports say may differ from what arrival times say before they are not believed.</summary>
    private const double LargestMisalignment = 0.5;

    private static readonly byte[] OneBytePadding = [1];
    private static readonly byte[] LongestPadding = [.. new byte[byte.MaxValue - 1], byte.MaxValue];

    private readonly PeerSession _peer;
    private readonly SubscriptionOptions _options;
    private readonly SentPackets _sent;
    private readonly PacketWriter _writer;
    private readonly byte[] _cname;
    private object[] _sendState = [];
    private SrtpSession? _srtp;
    private SrtpSendStream? _stream;
    private SrtpSendStream? _rtxStream;
    private SenderStatistics _statistics;
    private PictureContinuity _pictures;
    private LayerFilter? _filter;
    private KeyFramePatience _patience;
    private ushort _frameOffset;
    private ushort _highestFrame;
    private SourceLayer? _current;
    private bool _running;
    private bool _sourceChanged;
    private bool _paused;
    private bool _isRemoved;
    private long _firstDense;
    private long _offset;
    private long _highestOut;
    private long _layerBegan;
    private uint _timestampOffset;
    private uint _lastTimestamp;
    private Instant _lastTimestampAt;
    private ushort _rtxSequenceNumber;
    private LossCounter _losses;
    private LossCounter _lossesOfSound;
    private ReportBlock _lastReport;
    private bool _wasReported;
    private bool _isReported;
    private int _missingLayers;
    private FrameGaps _frames;
    private long _bytes;
    private int _repaired;
    private int _keyFramesAsked;

    public Subscription(SubscriptionId id, PeerSession peer, Publication publication, SubscriptionOptions options, LayerLimit limit)
    {
        Id = id;
        _peer = peer;
        Publication = publication;
        _options = options;
        _sent = new(publication.Options.Kind == MediaKind.Video ? VideoHistory : AudioHistory);
        _writer = new(options);
        _cname = Encoding.UTF8.GetBytes(options.Cname);

        // RFC 3550 §5.1: a random start. Kept in the lower half, so that a loss at the start cannot confuse the roll-over counter (RFC 3711 §3.3.1).
        var random = peer.Core.Random.NextUInt64();
        _highestOut = (long)(random & 0x7FFF);
        _rtxSequenceNumber = (ushort)((random >> 16) & 0x7FFF);
        _timestampOffset = (uint)(random >> 32);
        SetLimit(limit);
    }

    public SubscriptionId Id { get; }

    public PeerSession Peer => _peer;

    public Publication Publication { get; }

    public uint Ssrc => _options.Ssrc;

    /// <summary>Whether earlier packets may be sent along with each: plain sound, for one who takes it with redundancy.</summary>
    public bool MayBeRedundant => _options.RedPayloadType != 0 && Publication.Options.RedPayloadType == 0;

    private bool IsVideo => Publication.Options.Kind == MediaKind.Video;

    /// <summary>The number of the next packet on the transport, where this stream's packets have one.</summary>
    private ushort NextTransportNumber => _writer.IsNumbered ? _peer.Estimate.NextNumber : (ushort)0;

    /// <summary>Whether packets are wanted now.</summary>
    public bool IsWanted => IsRequested && !Allocation.IsPaused;

    /// <summary>Whether packets would be wanted if the link carried them.</summary>
    public bool IsRequested => !_paused && !Publication.IsMuted;

    /// <summary>What the subscriber's link allows.</summary>
    public LayerAllocation Allocation { get; private set; } = LayerAllocation.Unlimited;

    /// <summary>What it could use of the link.</summary>
    public Demand Demand { get; } = new();

    /// <summary>How soon it may ask for another key frame.</summary>
    public ref KeyFramePatience Patience => ref _patience;

    /// <summary>How important it is to the subscriber, 1 to 255; 0 when it has not said so.</summary>
    public int Priority { get; set; }

    /// <summary>The most that is wanted and that the link allows.</summary>
    public LayerLimit Reach => Allocation.Layer >= (Limit.Layer ?? int.MaxValue) ? Limit : Limit with { Layer = Allocation.Layer };

    /// <summary>The most that is wanted.</summary>
    public LayerLimit Limit { get; private set; }

    /// <summary>The layer it is to get: it gets it from the next key frame on. Null before any layer is sent.</summary>
    public SourceLayer? Target { get; set; }

    /// <summary>The layer it gets now; null while it waits to begin.</summary>
    public SourceLayer? Current => _running ? _current : null;

    /// <summary>Whether it waits for a packet to begin with, or to change the layer with.</summary>
    public bool IsWaiting => IsWanted && Current != Target;

    /// <summary>Whether it gets packets of a layer, or waits for one.</summary>
    public bool Uses(SourceLayer layer) => IsWanted && (layer == Target || (_running && layer == _current));

    /// <summary>Sets the most that is wanted; the publication chooses the layer.</summary>
    public void SetLimit(LayerLimit limit)
    {
        Limit = limit;
        if (limit.FramesPerSecond > 0 || (limit.Layer is not null && Publication.IsScalable))
        {
            _filter ??= new();
        }
    }

    /// <summary>Sets what the link allows; the publication chooses the layer.</summary>
    public void SetAllocation(LayerAllocation allocation)
    {
        Allocation = allocation;
        if (allocation.IsPaused)
        {
            Stop();
        }
        else if (allocation != LayerAllocation.Unlimited)
        {
            _filter ??= new();
        }
    }

    /// <summary>Stops or resumes; a resumed track begins like a new one and goes on where it stopped.</summary>
    public void SetPaused(bool paused)
    {
        _paused = paused;
        if (paused)
        {
            Stop();
        }
    }

    /// <summary>Ends the present run: the next packet sent is one a decoder can begin with.</summary>
    public void Stop()
    {
        _running = false;
        _frames.Pause();
    }

    /// <summary>The subscriber cannot go on without a key frame.</summary>
    public void OnKeyFrameAsked() => _keyFramesAsked++;

    /// <summary>A layer began a new stream with another SSRC and clock.</summary>
    public void OnRestart(SourceLayer layer)
    {
        if (layer == _current)
        {
            Stop();
            _sourceChanged = true;
        }
    }

    /// <summary>
    /// Asks for the memory that <see cref="Send"/> reads, which takes longer to come than all the rest: first for the subscription, then for the list of
    /// its other objects, then for those, and for what they lead to: OpenSSL's, and the records of what is sent. Each step reads what the last one asked for.
    /// </summary>
    /// <param name="target">Not a call of its own, which would look at it at once.</param>
    /// <param name="layer">Whose burst it is.</param>
    /// <param name="left">How many steps are left, from <see cref="WarmSteps"/> to 1.</param>
    public static void Warm(Subscription target, SourceLayer layer, int left)
    {
        if (left == WarmSteps)
        {
            CacheLines.Warm(target, OwnState);
        }
        else if (target.Uses(layer))
        {
            target.TakeStep(layer.BurstCount, left);
        }
    }

    private void TakeStep(int packets, int left)
    {
        switch (left)
        {
            case 3:
                CacheLines.Warm(_sendState, OtherState);
                break;
            case 2:
                foreach (var state in _sendState)
                {
                    CacheLines.Warm(state, OtherState);
                }

                break;
            default:
                _srtp?.Warm();
                _sent.Warm(packets);
                if (_writer.IsNumbered)
                {
                    _peer.Estimate.Warm(packets);
                }

                break;
        }
    }

    /// <summary>Sends one packet, if this subscriber can use it.</summary>
    /// <param name="layer">Where it comes from.</param>
    /// <param name="packet">What is known of it.</param>
    /// <param name="bytes">All of it, in the store; running numbers in it are overwritten, for every subscriber anew.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether the subscriber began with this packet: what followed it already must be sent now too.</returns>
    public bool Send(SourceLayer layer, in ForwardedPacket packet, Span<byte> bytes, Instant now)
    {
        if (!IsWanted || !TryReady())
        {
            return false;
        }

        var began = false;
        if (!_running || layer != _current)
        {
            if (layer != Target || !packet.CanStart)
            {
                return false;
            }

            Begin(layer, packet, bytes, now);
            began = true;
        }

        if (packet.CanStart && IsVideo)
        {
            _patience.OnKeyFrame(now);
        }

        var number = packet.DenseNumber;
        var picturesLeftOut = 0;
        if (number < _firstDense || packet.PayloadLength > DatagramBatch.SlotSize - PacketWriter.MaxOverhead)
        {
            return began;
        }

        if (packet.IsRed && _options.RedPayloadType == 0)
        {
            SendBlocks(layer, packet, bytes, now);
            return began;
        }

        var form = new SentForm { Marker = packet.Marker, Block = -1 };
        if (_peer.Redundancy.Packets is > 0 and var most && MayBeRedundant && !packet.IsRed)
        {
            form.Redundant = RedundantSound.Choose(layer, packet, most, _firstDense);
        }

        if (_filter is not null)
        {
            var verdict = _filter.Judge(packet, Wanted(layer), out number, out picturesLeftOut, ref form);
            if (_filter.NeedsKeyFrame && packet.IsPictureStart)
            {
                Publication.RequestKeyFrame(layer, now);
            }

            if (verdict == LayerFilter.Verdict.Drop)
            {
                return began;
            }

            form.IsFill = verdict == LayerFilter.Verdict.Fill;
        }

        var outNumber = number + _offset;
        if (!_sent.IsFresh(outNumber))
        {
            return began;
        }

        // Padding in the place of a picture that is left out is none: counted, it would be missed before the next key frame.
        if (packet.Vp8.Length > 0 && !form.IsFill)
        {
            form.Picture = _pictures.Map(packet.Vp8.Numbers, packet.Vp8.HasLongPictureId, picturesLeftOut);
        }
        else if (packet.Vp9.Length > 0 && !form.IsFill)
        {
            form.Picture = _pictures.Map(packet.Vp9.Numbers, packet.Vp9.HasLongPictureId);
        }

        if (packet.DescriptorLength > 0)
        {
            form.FrameNumber = (ushort)(ReadFrameNumber(packet, bytes) + _frameOffset);
            _highestFrame = (short)(form.FrameNumber - _highestFrame) > 0 ? form.FrameNumber : _highestFrame;
        }

        SendNew(layer, packet, bytes, outNumber, packet.Timestamp + _timestampOffset, form, now);
        return began;
    }

    /// <summary>
    /// Sends the newest block of a packet with redundancy to a subscriber that knows the plain codec only, and before it those that it has
    /// missed: they stand for the packets right before this one (RFC 2198 §3, as WebRTC uses it).
    /// </summary>
    private void SendBlocks(SourceLayer layer, in ForwardedPacket packet, Span<byte> bytes, Instant now)
    {
        var count = RedPayload.CountRedundant(bytes.Slice(packet.PayloadOffset, packet.PayloadLength));
        for (var back = Math.Min(count, MostRecovered); back >= 0; back--)
        {
            var outNumber = packet.DenseNumber - back + _offset;
            if (packet.DenseNumber - back < _firstDense || !_sent.IsFresh(outNumber) || (back > 0 && outNumber <= _highestOut)
                || !RedPayload.TryFind(bytes.Slice(packet.PayloadOffset, packet.PayloadLength), back, out var block) || block.Length == 0)
            {
                continue;
            }

            var timestamp = packet.Timestamp - (uint)block.TimestampOffset + _timestampOffset;
            if (back > 0 && (int)(timestamp - _lastTimestamp) <= 0)
            {
                continue; // Of before a pause: not the packet that is missing.
            }

            SendNew(layer, packet, bytes, outNumber, timestamp, new() { Marker = back == 0 && packet.Marker, Block = (sbyte)back }, now);
        }
    }

    private void SendNew(
        SourceLayer layer, in ForwardedPacket packet, Span<byte> bytes, long outNumber, uint timestamp, in SentForm form, Instant now)
    {
        var waits = IsVideo && _peer.Paced.MustWait(now);
        _sent.Add(outNumber, layer.Index, packet.Number, timestamp, form, now, waits);
        if (outNumber > _highestOut)
        {
            if (timestamp != _lastTimestamp)
            {
                _frames.OnFrame(now);
            }

            _highestOut = outNumber;
            _lastTimestamp = timestamp;
            _lastTimestampAt = now;
        }

        if (waits)
        {
            _peer.Paced.Add(this, outNumber, isRepair: false, now);
            _peer.Hasten(_peer.Paced.NextTimeout);
            return;
        }

        SendFirst(layer, packet, bytes, outNumber, timestamp, form, now);
    }

    /// <summary>Sends a packet that had to wait.</summary>
    /// <returns>False when it is not to be had any more, so that the stream has to begin anew.</returns>
    public bool SendWaiting(long outNumber, Instant now)
    {
        if (_isRemoved)
        {
            return true;
        }

        if (!TryReady() || !_sent.TryGet(outNumber, out var sent) || !LayerOf(sent).TryRead(sent.Number, out var packet, out var bytes))
        {
            Abandon(outNumber, now);
            return false;
        }

        SendFirst(LayerOf(sent), packet, bytes, outNumber, sent.Timestamp, sent.Form, now);
        return true;
    }

    /// <summary>A packet waited for too long: what follows cannot be decoded without it, and begins anew with a key frame.</summary>
    public void Abandon(long outNumber, Instant now)
    {
        _sent.Forget(outNumber);
        if (!_isRemoved && _running)
        {
            Stop();
            Publication.Select(this, now);
        }
    }

    /// <summary>Memory that it takes.</summary>
    public int Bytes => OwnBytes + _sent.Bytes;

    /// <summary>Gives back what it does not need because nothing was sent for a while.</summary>
    public void ReturnIdle(Instant now)
    {
        if (_sent.Bytes > 0 && now - _lastTimestampAt > Rest)
        {
            _sent.Clear();
        }
    }

    /// <summary>It is over: what waits of it is not sent any more.</summary>
    public void OnRemoved() => _isRemoved = true;

    private void SendFirst(
        SourceLayer layer, in ForwardedPacket packet, Span<byte> bytes, long outNumber, uint timestamp, in SentForm form, Instant now)
    {
        var payload = Payload(layer, packet, bytes, form);
        var transportNumber = NextTransportNumber;
        _sent.OnSent(outNumber, transportNumber);
        Transmit(packet, bytes, outNumber, timestamp, payload, form, transportNumber, isRepeated: false, now);
        _bytes += payload.Length;
        _statistics.OnPacket(timestamp, payload.Length, now);
        _peer.Core.Counters.PacketsForwarded++;
    }

    /// <summary>Answers a subscriber's NACK for one packet from the store of the layer it came from.</summary>
    public void Resend(ushort sequenceNumber, Instant now)
    {
        // What came before a change of the layer is of no use behind the key frame that it began with.
        if (!TryReady() || !_sent.TryResend(sequenceNumber, _peer.RoundTripTime, now, out var sent) || sent.OutNumber < _layerBegan)
        {
            return;
        }

        if (IsVideo && _peer.Paced.MustWait(now))
        {
            _peer.Paced.Add(this, sent.OutNumber, isRepair: true, now);
            _peer.Hasten(_peer.Paced.NextTimeout);
            return;
        }

        SendRepair(sent.OutNumber, now);
    }

    /// <summary>Sends a packet again.</summary>
    public void SendRepair(long outNumber, Instant now)
    {
        if (_isRemoved || !TryReady() || !_sent.TryGet(outNumber, out var sent) || !LayerOf(sent).TryRead(sent.Number, out var packet, out var bytes))
        {
            return;
        }

        var payload = Payload(LayerOf(sent), packet, bytes, sent.Form);
        if (payload.IsEmpty && sent.Form.Redundant != 0)
        {
            return; // What went along with it is gone, and without it these would be other bytes under the same number (RFC 7714 §8.1).
        }

        if (!_peer.TryRepair(payload.Length + PacketWriter.HeaderSpace(packet), now))
        {
            return;
        }

        _repaired++;
        _peer.Core.Counters.PacketsRetransmitted++;
        if (_rtxStream is null || payload.IsEmpty)
        {
            // The very bytes of the first time: the same header over the same payload (RFC 7714 §8.1 forbids anything else). So the
            // transport-wide number is the first one's too.
            Transmit(packet, bytes, sent.OutNumber, sent.Timestamp, payload, sent.Form, sent.TransportNumber, isRepeated: true, now);
            return;
        }

        // RFC 4588 §4: a stream of its own, with the original sequence number before the payload.
        Span<byte> repair = stackalloc byte[RtxPacket.HeaderLength + payload.Length];
        RtxPacket.WritePayload((ushort)sent.OutNumber, payload, repair);
        Span<byte> header = stackalloc byte[PacketWriter.HeaderSpace(packet)];
        var rtp = new RtpHeader(sent.Form.Marker, _options.RtxPayloadType, _rtxSequenceNumber++, sent.Timestamp, _options.RtxSsrc);
        Protect(_rtxStream, header[.._writer.WriteHeader(header, rtp, packet, bytes, sent.Form, NextTransportNumber)], repair, _writer.IsNumbered, now);
    }

    private SourceLayer LayerOf(in SentPackets.Packet sent) => Publication.Layers[sent.Layer];

    /// <summary>The payload as this subscriber gets it; empty for padding, and where earlier packets that went along are not kept any more.</summary>
    private ReadOnlySpan<byte> Payload(SourceLayer layer, in ForwardedPacket packet, Span<byte> bytes, in SentForm form)
    {
        if (form.Redundant == 0)
        {
            return _writer.Rewrite(packet, bytes, form);
        }

        var payload = _peer.Core.RedundantPayload;
        return payload.AsSpan(0, RedundantSound.Write(layer, packet, bytes, form.Redundant, _options.PayloadType, payload));
    }

    /// <summary>Whether <see cref="SendPadding"/> can send anything.</summary>
    public bool CanPad => _writer.IsNumbered && TryReady() && _rtxStream is not null;

    /// <summary>
    /// Sends a packet of nothing but padding on the stream of retransmissions, where it leaves no hole in the pictures (RFC 4588 §4: it repairs
    /// nothing).
    /// </summary>
    /// <returns>The length of the datagram.</returns>
    public int SendPadding(Instant now)
    {
        Span<byte> header = stackalloc byte[PacketWriter.HeaderSpace(default)];
        var rtp = new RtpHeader(Marker: false, _options.RtxPayloadType, _rtxSequenceNumber++, _lastTimestamp, _options.RtxSsrc);
        return Protect(_rtxStream!, header[.._writer.WritePaddingHeader(header, rtp, NextTransportNumber)], LongestPadding, isNumbered: true, now);
    }

    /// <summary>Adds the sender report and the canonical name of this stream; nothing before the publisher has reported itself.</summary>
    public bool TryWriteReport(ref RtcpWriter writer, Instant now)
    {
        var ntp = _peer.Core.WallClock.At(now);
        if (_current is null || _sourceChanged || !_current.TryGetTimestamp(Publication.Peer.PublisherClock.ToTheirs(ntp), out var source))
        {
            return false;
        }

        return writer.TryWrite(_statistics.Report(_options.Ssrc, source + _timestampOffset, ntp), []) && writer.TryWriteCname(_options.Ssrc, _cname);
    }

    /// <summary>Takes what the peer reports of this stream.</summary>
    public void OnReport(in ReportBlock report, Instant now)
    {
        if (!_wasReported)
        {
            _wasReported = true;
            _losses.Begin(report.HighestSequenceNumber, report.CumulativeLost);
            _lossesOfSound = _losses;
        }

        if (MayBeRedundant)
        {
            var (expected, lost) = _lossesOfSound.Take(report.HighestSequenceNumber, report.CumulativeLost);
            _peer.Redundancy.OnReport(expected, lost, now);
        }

        _isReported = true;
        _lastReport = report;
    }

    /// <summary>How it went since the last call; false when nothing is sent, or nothing is known.</summary>
    public bool TryMeasure(out StreamQuality quality)
    {
        var (expected, lost) = _losses.Take(_lastReport.HighestSequenceNumber, _lastReport.CumulativeLost);

        // A layer that is missing only now may be on its way.
        var missing = Publication.MissingLayers(this);
        var jitter = TimeSpan.FromSeconds((double)_lastReport.Jitter / Publication.Options.ClockRate);
        var (frames, freezes, frozen) = _frames.Take();
        var options = Publication.Options;
        quality = new(expected, lost, jitter, _peer.RoundTripTime, Math.Min(missing, _missingLayers))
        {
            Repaired = _repaired,
            Bytes = _bytes,
            Frames = options.Kind == MediaKind.Video ? frames : 0,
            Freezes = options.CountsFreezes ? freezes : 0,
            Frozen = options.CountsFreezes ? frozen : TimeSpan.Zero,
            KeyFramesAsked = _keyFramesAsked,
        };
        (_repaired, _bytes, _keyFramesAsked) = (0, 0, 0);
        _missingLayers = missing;
        var isKnown = _isReported && IsWanted && _running && expected > 0;
        _isReported = false;
        return isKnown;
    }

    /// <summary>What is wanted of a layer. One that is better than the link allows goes on without its upper temporal layers, until the smaller one begins.</summary>
    private LayersWanted Wanted(SourceLayer layer)
    {
        var wanted = layer.Within(Reach, Publication.IsScalable);
        var number = Publication.IsScalable ? Allocation.Layer : Publication.Layers.Length - 1 - layer.Index;
        return number < Allocation.Layer ? wanted
            : wanted with { Temporal = number == Allocation.Layer ? Math.Min(wanted.Temporal, Allocation.Temporal) : 0 };
    }

    private void Begin(SourceLayer layer, in ForwardedPacket packet, ReadOnlySpan<byte> bytes, Instant now)
    {
        _running = true;
        _firstDense = packet.DenseNumber;
        _offset = _highestOut + 1 - packet.DenseNumber;
        _filter?.Begin();
        if (_current is not null)
        {
            _pictures.BeginSource();
            if (packet.DescriptorLength > 0 && (layer != _current || _sourceChanged))
            {
                _frameOffset = (ushort)(_highestFrame + 1 - ReadFrameNumber(packet, bytes));
            }

            if (layer != _current || _sourceChanged)
            {
                _timestampOffset = ContinuedTimestamp(_current, layer, packet.Timestamp, now) - packet.Timestamp;
                _layerBegan = _highestOut + 1;
            }
        }

        _current = layer;
        _sourceChanged = false;
    }

    /// <summary>
    /// Where the timestamps go on when another stream with another clock takes over: by the sender reports of both, or else by the time
    /// that has passed.
    /// </summary>
    private uint ContinuedTimestamp(SourceLayer from, SourceLayer to, uint timestamp, Instant now)
    {
        var clockRate = Publication.Options.ClockRate;
        var next = _lastTimestamp + (uint)((now - _lastTimestampAt).Ticks * clockRate / TimeSpan.TicksPerSecond);
        if (!_sourceChanged && to.TryGetCaptureTime(timestamp, out var captured) && from.TryGetTimestamp(captured, out var aligned)
            && Math.Abs((long)(int)(aligned + _timestampOffset - next)) < clockRate * LargestMisalignment)
        {
            next = aligned + _timestampOffset;
        }

        // A frame of the old layer from the same moment may be out already; one timestamp is one frame (RFC 7741 §4.1).
        return (int)(next - _lastTimestamp) > 0 ? next : _lastTimestamp + 1;
    }

    /// <summary>The streams exist once DTLS is done; an SSRC is opened once.</summary>
    private bool TryReady()
    {
        var srtp = _peer.Srtp;
        if (srtp is null || ReferenceEquals(srtp, _srtp))
        {
            return srtp is not null;
        }

        _srtp = srtp;
        _stream = srtp.OpenSendStream(_options.Ssrc);
        _rtxStream = _options.RtxSsrc != 0 && _options.RtxPayloadType != 0 ? srtp.OpenSendStream(_options.RtxSsrc) : null;
        _ = NextTransportNumber; // From now on the estimate has all its parts.
        _sendState = [_sent, _writer, _options, _stream, .. _peer.SendState, .. srtp.SendState];
        return true;
    }

    private static ushort ReadFrameNumber(in ForwardedPacket packet, ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt16BigEndian(bytes[(packet.DescriptorOffset + 1)..]);

    private void Transmit(
        in ForwardedPacket packet, ReadOnlySpan<byte> bytes, long outNumber, uint timestamp, ReadOnlySpan<byte> payload, in SentForm form,
        ushort transportNumber, bool isRepeated, Instant now)
    {
        Span<byte> header = stackalloc byte[PacketWriter.HeaderSpace(packet)];
        var rtp = new RtpHeader(form.Marker, _writer.PayloadType(packet, form), (ushort)outNumber, timestamp, _options.Ssrc);
        var length = _writer.WriteHeader(header, rtp, packet, bytes, form, transportNumber);
        if (payload.IsEmpty)
        {
            // RFC 3550 §5.1: a packet of nothing but padding, to keep the numbers whole.
            header[0] |= 0x20;
            payload = OneBytePadding;
        }

        var isNumbered = _writer.IsNumbered;
        if (isNumbered && isRepeated)
        {
            _peer.Estimate.OnRepeated(transportNumber);
        }

        Protect(_stream!, header[..length], payload, isNumbered && !isRepeated, now);
    }

    private int Protect(SrtpSendStream stream, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, bool isNumbered, Instant now)
    {
        var outbox = _peer.Core.Outbox;
        var length = _srtp!.ProtectRtp(stream, header, payload, outbox.Reserve());
        _peer.Estimate.OnSent(length, isNumbered, now);
        _peer.Paced.OnSent(length, now);
        outbox.Commit(length, _peer.RemoteAddress);
        return length;
    }
}
