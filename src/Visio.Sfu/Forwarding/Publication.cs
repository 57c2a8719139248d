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

    private readonly PeerSession _peer;
    private readonly RetransmissionBuffer _store;
    private readonly List<Subscription> _subscriptions = [];
    private readonly ForwardedPacket[] _burst = new ForwardedPacket[BurstCapacity];
    private readonly SpeechMeter? _speech;
    private int _burstCount;
    private SequenceUnwrapper _sequence;
    private long _base;
    private long _highest;
    private SequenceCompactor _compactor;
    private KeyFrameRequests _keyFrames;
    private SenderReport _lastReport;
    private bool _hasReport;
    private uint _lastTimestamp;

    public Publication(PublicationId id, PeerSession peer, PublicationOptions options, SpeechMeter? speech)
    {
        Id = id;
        _peer = peer;
        Options = options;
        _speech = speech;
        _store = RetransmissionBuffer.For(options.Kind);
        Ssrc = options.Ssrc;
        RtxSsrc = options.RtxSsrc;
    }

    public PublicationId Id { get; }

    public PeerSession Peer => _peer;

    public PublicationOptions Options { get; }

    /// <summary>The SSRC it is received with now; 0 until one is known.</summary>
    public uint Ssrc { get; private set; }

    /// <summary>The SSRC of its retransmissions; 0 when none is known.</summary>
    public uint RtxSsrc { get; set; }

    public bool IsMuted { get; private set; }

    public bool HasStarted { get; private set; }

    public Instant LastReceived { get; private set; }

    public IReadOnlyList<Subscription> Subscriptions => _subscriptions;

    /// <summary>What is missing of it; null before its first packet.</summary>
    public NackGenerator? Missing { get; private set; }

    /// <summary>Its reception; null before its first packet.</summary>
    public ReceptionStatistics? Reception { get; private set; }

    /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
    public Instant NextTimeout => Instant.Min(_keyFrames.Due, Options.Nack && Missing is not null ? Missing.Due : Instant.Never);

    /// <summary>Whether it has packets that were not forwarded yet.</summary>
    public bool HasBurst => _burstCount > 0;

    /// <summary>Receives it under another SSRC from now on.</summary>
    public void BindSource(uint ssrc)
    {
        Ssrc = ssrc;
        Missing = null;
        Reception = null;
        _hasReport = false;
        _sequence = default;
        if (HasStarted)
        {
            EndBurst(LastReceived);
            foreach (var subscription in _subscriptions)
            {
                subscription.BeginSource();
            }
        }
    }

    /// <summary>Takes a packet of the media stream, received or restored from a retransmission.</summary>
    public DropReason Receive(Span<byte> packet, in RtpPacket rtp, Instant now)
    {
        if (!HasStarted)
        {
            HasStarted = true;
            _peer.Room.Emit(new MediaEvent.PublicationStarted(Id));
        }

        if (Missing is null)
        {
            // Numbers of a new source begin well after those of the last one; the compactor's holes then all lie before them.
            Missing = new() { RoundTripTime = _peer.RoundTripTime };
            Reception = new(Ssrc, Options.ClockRate);
            _base = _highest == 0 ? 0 : _highest + SourceDistance - _sequence.Peek(rtp.SequenceNumber);
        }

        LastReceived = now;
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

    /// <summary>Takes a sender report of this track.</summary>
    public void OnSenderReport(in SenderReport report, Instant now)
    {
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
            if (count > 0 && !IsMuted && writer.TryWriteNack(senderSsrc, Ssrc, numbers[..count]))
            {
                _peer.Core.Counters.NacksSent++;
            }
        }

        if (_keyFrames.TryTake(now) && Ssrc != 0 && HasStarted && now - LastReceived < Silence
            && writer.TryWritePictureLossIndication(senderSsrc, Ssrc))
        {
            _peer.Core.Counters.KeyFramesRequested++;
        }
    }

    public void Dispose() => _store.Dispose();

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
