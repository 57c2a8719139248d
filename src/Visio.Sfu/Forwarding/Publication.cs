using Visio.Rtc;
using Visio.Rtc.Buffers;
using Visio.Rtc.Codecs;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;
using Visio.Sfu.Routing;
using Visio.Sfu.Speakers;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// A track as a peer sends it: puts the packets in their places, keeps them for retransmission, asks for what is missing, and hands each
/// burst to the subscribers. Owned by the loop's thread.
/// </summary>
internal sealed class Publication : IDisposable
{
    /// <summary>Packets of one burst, so that a subscriber's key and addresses stay in the cache while it gets all of them.</summary>
    private const int BurstCapacity = DatagramBatch.Capacity;

    /// <summary>Packets later than this are no use to a decoder any more, and their places in the store are taken.</summary>
    private const int MaxLateness = 120;

    /// <summary>How far a stream that restarts under another SSRC is moved on, so that nothing of the old one is in its way.</summary>
    private const int SourceDistance = 4096;

    /// <summary>The longest Opus packet (RFC 7587 §4.2); a longer step of the timestamp is a pause (DTX), not sound.</summary>
    private static readonly TimeSpan LongestAudioPacket = TimeSpan.FromMilliseconds(120);

    /// <summary>A source silent for this long is not asked for key frames: there would be nothing to send.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>A simulcast layer silent for this long has been switched off by its sender; the next best one is taken.</summary>
    private static readonly TimeSpan LayerSilence = TimeSpan.FromMilliseconds(500);

    private readonly PeerSession _peer;
    private readonly RetransmissionBuffer _store;
    private readonly List<Subscription> _subscriptions = [];
    private readonly ForwardedPacket[] _burst = new ForwardedPacket[BurstCapacity];
    private readonly SpeechMeter? _speech;
    private readonly SourceLayer[] _layers;
    private SourceLayer _active;
    private SourceLayer _target;
    private int _burstCount;
    private SequenceUnwrapper _sequence;
    private long _base;
    private long _highest;
    private SequenceCompactor _compactor;
    private KeyFrameRequests _keyFrames;
    private SenderReport _lastReport;
    private bool _hasReport;
    private bool _hasStarted;
    private uint _lastTimestamp;

    public Publication(PublicationId id, PeerSession peer, PublicationOptions options, SpeechMeter? speech)
    {
        Id = id;
        _peer = peer;
        Options = options;
        _speech = speech;
        _store = RetransmissionBuffer.For(options.Kind);
        _layers = options.Rids.Count == 0 ? [new(rid: null)] : [.. options.Rids.Select(rid => new SourceLayer(rid))];
        _active = _target = _layers[0];
        _layers[0].Ssrc = options.Ssrc;
        _layers[0].RtxSsrc = options.RtxSsrc;
    }

    public PublicationId Id { get; }

    public PeerSession Peer => _peer;

    public PublicationOptions Options { get; }

    /// <summary>The streams it may come by, the best first.</summary>
    public IReadOnlyList<SourceLayer> Layers => _layers;

    /// <summary>The stream that is forwarded.</summary>
    public SourceLayer Active => _active;

    public bool IsMuted { get; private set; }

    public IReadOnlyList<Subscription> Subscriptions => _subscriptions;

    /// <summary>What is missing of it; null before its first packet.</summary>
    public NackGenerator? Missing { get; private set; }

    /// <summary>Its reception; null before its first packet.</summary>
    public ReceptionStatistics? Reception { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
    public Instant NextTimeout => Instant.Min(_keyFrames.Due, Options.Nack && Missing is not null ? Missing.Due : Instant.Never);

    /// <summary>Whether it has packets that were not forwarded yet.</summary>
    public bool HasBurst => _burstCount > 0;

    /// <summary>Forwards another stream from now on, or the same one under another SSRC.</summary>
    public void BeginSource(SourceLayer layer, Instant now)
    {
        EndBurst(now);
        _active = _target = layer;
        Missing = null;
        Reception = null;
        _hasReport = false;
        foreach (var subscription in _subscriptions)
        {
            subscription.BeginSource();
        }
    }

    /// <summary>Takes a packet of one of its streams, received or restored from a retransmission.</summary>
    public DropReason Receive(SourceLayer layer, Span<byte> packet, in RtpPacket rtp, Instant now)
    {
        layer.OnReceived(now);
        if (!_hasStarted)
        {
            _hasStarted = true;
            _peer.Room.Emit(new MediaEvent.PublicationStarted(Id));
        }

        if (layer != _active && !TrySwitch(layer, rtp, now))
        {
            return DropReason.None;
        }

        if (Missing is null)
        {
            // Numbers of a new source begin well after those of the last one; the compactor's holes then all lie before them.
            Missing = new() { RoundTripTime = _peer.RoundTripTime };
            Reception = new(layer.Ssrc, Options.ClockRate);
            _sequence = default;
            _base = _highest == 0 ? 0 : _highest + SourceDistance - _sequence.Peek(rtp.SequenceNumber);
        }

        Reception!.OnPacket(rtp.SequenceNumber, rtp.Timestamp, now);
        if (Options.Nack)
        {
            Missing.OnPacket(rtp.SequenceNumber, now);
        }

        var number = _base + _sequence.Unwrap(rtp.SequenceNumber);
        if (number <= _highest - MaxLateness || _store.TryGet(number, out _))
        {
            return DropReason.RtpDuplicate;
        }

        var isNewest = number > _highest;
        _highest = Math.Max(_highest, number);
        if (rtp.Payload.IsEmpty && isNewest)
        {
            _compactor.Skip(number);
            return DropReason.RtpPaddingOnly;
        }

        if (isNewest)
        {
            ObserveSpeech(rtp, now);
        }

        if (!TryDescribe(rtp, number, out var forwarded))
        {
            if (isNewest)
            {
                _compactor.Skip(number);
            }

            return DropReason.RtpMalformed;
        }

        if (forwarded.CanStart)
        {
            _keyFrames.Satisfy();
        }

        _store.Store(number, packet);
        if (!_store.TryGet(number, out _))
        {
            // Larger than the store keeps: it goes on at once and cannot be sent again.
            EndBurst(now);
            ForwardNow(forwarded, packet.Slice(forwarded.PayloadOffset, forwarded.PayloadLength), now);
            return DropReason.None;
        }

        if (_burstCount == BurstCapacity)
        {
            EndBurst(now);
        }

        _burst[_burstCount++] = forwarded;
        return DropReason.None;
    }

    /// <summary>Hands the packets of this turn to the subscribers, one subscriber after the other.</summary>
    public void EndBurst(Instant now)
    {
        for (var s = 0; s < _subscriptions.Count; s++)
        {
            var subscription = _subscriptions[s];
            if (!subscription.IsWanted)
            {
                continue;
            }

            try
            {
                for (var i = 0; i < _burstCount; i++)
                {
                    ref var packet = ref _burst[i];
                    if (_store.TryGet(packet.Number, out var stored)
                        && subscription.Send(packet, stored.Slice(packet.PayloadOffset, packet.PayloadLength), now))
                    {
                        Replay(subscription, packet.Number, now);
                    }
                }
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                subscription.Peer.Crash(e);
            }
        }

        _burstCount = 0;
    }

    /// <summary>Reads a stored packet again, to be sent again.</summary>
    public bool TryRead(long number, out ForwardedPacket packet, out Span<byte> payload)
    {
        packet = default;
        payload = default;
        if (!_store.TryGet(number, out var stored) || !RtpPacket.TryParse(stored, out var rtp) || !TryDescribe(rtp, number, out packet))
        {
            return false;
        }

        payload = stored.Slice(packet.PayloadOffset, packet.PayloadLength);
        return true;
    }

    /// <summary>Adds a subscriber; video waits for a key frame, which is asked for.</summary>
    public void Add(Subscription subscription, Instant now)
    {
        _subscriptions.Add(subscription);
        RequestKeyFrame(now);
    }

    public void Remove(Subscription subscription)
    {
        _subscriptions.Remove(subscription);
        if (_subscriptions.Count == 0)
        {
            _keyFrames.Satisfy();
        }
    }

    /// <summary>Stops or resumes all forwarding. A muted track neither speaks nor is asked for key frames.</summary>
    public void SetMuted(bool muted, Instant now)
    {
        if (muted == IsMuted)
        {
            return;
        }

        IsMuted = muted;
        _speech?.Reset();
        foreach (var subscription in _subscriptions)
        {
            subscription.Stop();
        }

        if (muted)
        {
            _burstCount = 0;
            _keyFrames.Satisfy();
        }
        else
        {
            RequestKeyFrame(now);
        }
    }

    /// <summary>Asks the publisher for a key frame, now or as soon as it may be asked again, until one comes.</summary>
    public void RequestKeyFrame(Instant now)
    {
        if (Options.Kind == MediaKind.Video && !IsMuted && _subscriptions.Count > 0)
        {
            _keyFrames.Want();
            _peer.Hasten(Instant.Min(NextTimeout, now + KeyFrameRequests.Spacing));
        }
    }

    /// <summary>Takes a sender report of one of its streams.</summary>
    public void OnSenderReport(SourceLayer layer, in SenderReport report, Instant now)
    {
        if (layer != _active)
        {
            return;
        }

        _lastReport = report;
        _hasReport = true;
        Reception?.OnSenderReport(report.Ntp, now);
    }

    /// <summary>The track's RTP clock at a moment of our civil clock, by the publisher's sender reports.</summary>
    public bool TryGetTimestamp(NtpTime ours, out uint timestamp)
    {
        var elapsed = (long)(_peer.PublisherClock.ToTheirs(ours).Value - _lastReport.Ntp.Value);
        timestamp = _lastReport.RtpTimestamp + (uint)(long)(((Int128)elapsed * Options.ClockRate) >> 32);
        return _hasReport;
    }

    /// <summary>Writes what is to be asked of the publisher now.</summary>
    public void HandleTimeout(Instant now, uint senderSsrc, ref RtcpWriter writer)
    {
        if (Options.Nack && Missing is not null && Missing.Due <= now)
        {
            Span<ushort> numbers = _peer.Core.MissingNumbers;
            Missing.RoundTripTime = _peer.RoundTripTime;
            var count = Missing.Collect(now, numbers);
            if (count > 0 && !IsMuted && writer.TryWriteNack(senderSsrc, _active.Ssrc, numbers[..count]))
            {
                _peer.Core.Counters.NacksSent++;
            }
        }

        if (_target != _active && !_target.IsAlive(now, LayerSilence))
        {
            _target = _active;
        }

        if (_keyFrames.TryTake(now) && _target.Ssrc != 0 && _target.IsAlive(now, Silence)
            && writer.TryWritePictureLossIndication(senderSsrc, _target.Ssrc))
        {
            _peer.Core.Counters.KeyFramesRequested++;
        }
    }

    public void Dispose() => _store.Dispose();

    /// <summary>
    /// Whether to forward this simulcast layer from this packet on: it is better than the present one, or that one has fallen silent, and
    /// a key frame begins here. Until one does, it is asked for.
    /// </summary>
    private bool TrySwitch(SourceLayer layer, in RtpPacket rtp, Instant now)
    {
        var isBetter = Array.IndexOf(_layers, layer) < Array.IndexOf(_layers, _active);
        if (!isBetter && _active.IsAlive(now, LayerSilence))
        {
            return false;
        }

        if (Options.Codec == MediaCodec.Vp8 && Vp8Descriptor.TryParse(rtp.Payload, out var vp8) && vp8.IsKeyFrameStart)
        {
            BeginSource(layer, now);
            return true;
        }

        if (_target == _active || !_target.IsAlive(now, LayerSilence) || Array.IndexOf(_layers, layer) < Array.IndexOf(_layers, _target))
        {
            _target = layer;
        }

        if (_target == layer)
        {
            RequestKeyFrame(now);
        }

        return false;
    }

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
            CanStart = Options.Kind == MediaKind.Audio,
        };

        switch (Options.Codec)
        {
            case MediaCodec.Opus:
                packet.HasAudioLevel = rtp.TryGetExtension(Options.Extensions.AudioLevel, out var level) && AudioLevel.TryParse(level, out packet.AudioLevel);
                return true;
            case MediaCodec.Vp8:
                if (rtp.Payload.IsEmpty)
                {
                    return true;
                }

                var parsed = Vp8Descriptor.TryParse(rtp.Payload, out packet.Vp8);
                packet.CanStart = packet.Vp8.IsKeyFrameStart;
                return parsed;
            default:
                return false;
        }
    }

    private void ForwardNow(in ForwardedPacket packet, Span<byte> payload, Instant now)
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.Send(packet, payload, now))
            {
                Replay(subscription, packet.Number, now);
            }
        }
    }

    /// <summary>After the first packet of a key frame that came late: what arrived before it but belongs behind it is sent too.</summary>
    private void Replay(Subscription subscription, long after, Instant now)
    {
        for (var number = after + 1; number <= _highest; number++)
        {
            if (TryRead(number, out var packet, out var payload))
            {
                subscription.Send(packet, payload, now);
            }
        }
    }

    private void ObserveSpeech(in RtpPacket rtp, Instant now)
    {
        var step = new TimeSpan((long)(int)(rtp.Timestamp - _lastTimestamp) * TimeSpan.TicksPerSecond / Options.ClockRate);
        _lastTimestamp = rtp.Timestamp;
        if (_speech is not null && !IsMuted && step > TimeSpan.Zero
            && rtp.TryGetExtension(Options.Extensions.AudioLevel, out var data) && AudioLevel.TryParse(data, out var level))
        {
            _speech.Observe(level, step < LongestAudioPacket ? step : LongestAudioPacket, now);
        }
    }
}
