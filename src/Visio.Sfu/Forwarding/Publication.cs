using System.Runtime.InteropServices;
using Visio.Rtc;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;
using Visio.Sfu.Relaying;
using Visio.Sfu.Routing;
using Visio.Sfu.Speakers;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// A track as a peer sends it, in one layer or several: hands each burst of a layer to the subscribers that get it, gives every subscriber
/// the layer it is to have, and asks the publisher for what is missing. Owned by the loop's thread.
/// </summary>
internal sealed class Publication : IDisposable
{
    /// <summary>The longest Opus packet (RFC 7587 §4.2); a longer step of the timestamp is a pause (DTX), not sound.</summary>
    private static readonly TimeSpan LongestAudioPacket = TimeSpan.FromMilliseconds(120);

    /// <summary>A layer silent for this long is not asked for key frames: there would be nothing to send.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    /// <summary>The objects of one publication and of each layer, without those counted where they are made.</summary>
    private const int OwnBytes = 1_000;
    private const int LayerBytes = 1_600;

    private readonly Publisher _peer;
    private readonly List<Subscription> _subscriptions = [];
    private readonly SpeechMeter? _speech;
    private readonly SourceLayer[] _layers;
    private bool _hasStarted;
    private uint _lastTimestamp;

    public Publication(PublicationId id, Publisher peer, PublicationOptions options, SpeechMeter? speech)
    {
        Id = id;
        _peer = peer;
        Options = options;
        _speech = speech;
        _layers = options.Rids.Count == 0
            ? [new(rid: null, 0, options)]
            : [.. options.Rids.Select((rid, i) => new SourceLayer(rid, i, options))];
    }

    public PublicationId Id { get; }

    public Publisher Peer => _peer;

    /// <summary>The loops that it is relayed to; null where it is not.</summary>
    public PublicationRelays? Relays { get; set; }

    public PublicationOptions Options { get; }

    /// <summary>The streams it may come by, the best first.</summary>
    public ReadOnlySpan<SourceLayer> Layers => _layers;

    /// <summary>Whether it is one stream that may have all spatial layers in it (VP9 and AV1).</summary>
    public bool IsScalable => _layers.Length == 1 && Options.Codec is MediaCodec.Vp9 or MediaCodec.Av1;

    /// <summary>Measures how loud it is; null for what has no sound.</summary>
    public SpeechMeter? Speech => _speech;

    public bool IsMuted { get; private set; }

    /// <summary>Memory that it takes.</summary>
    public int Bytes => OwnBytes + _layers.Sum(layer => LayerBytes + layer.Bytes);

    public IReadOnlyList<Subscription> Subscriptions => _subscriptions;

    /// <summary>The same, while none is added or removed.</summary>
    public ReadOnlySpan<Subscription> Subscribers => CollectionsMarshal.AsSpan(_subscriptions);

    /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
    public Instant NextTimeout
    {
        get
        {
            var next = Instant.Never;
            foreach (var layer in _layers)
            {
                next = Instant.Min(next, layer.NextTimeout);
            }

            return next;
        }
    }

    /// <summary>A layer goes on under another SSRC.</summary>
    public void Restart(SourceLayer layer, Instant now)
    {
        _peer.Core.Bursts.Send(this, layer, now);
        layer.Restart();
        foreach (var subscription in _subscriptions)
        {
            subscription.OnRestart(layer);
        }

        // Its first packet may be lost: then nothing tells that a key frame was there. If this is it, the request is settled before it leaves.
        RequestKeyFrame(layer, now);
    }

    /// <summary>Takes a packet of one of its streams, received or restored from a retransmission.</summary>
    public DropReason Receive(SourceLayer layer, Span<byte> packet, in RtpPacket rtp, bool isRepair, Instant now)
    {
        if (!_hasStarted)
        {
            _hasStarted = true;
            _peer.OnStarted(Id);
        }

        if (Relays is not null && !IsMuted)
        {
            Relays.Relay(layer, packet, isRepair, now);
        }

        if (layer.OnReceived(rtp.Timestamp, now))
        {
            layer.CountFrame(now);
            ObserveLayers(layer, now);
        }

        var result = layer.Take(packet, rtp, _peer.RoundTripTime, isRepair, now, out var forwarded, out var isNewest);
        if (isRepair && layer.Missing is { } missing && missing.TryTakeRoundTrip(out var measured))
        {
            // Of a connection on which nothing is sent to the peer nothing else tells.
            _peer.ObserveRoundTrip(measured);
        }

        if (isNewest && !rtp.Payload.IsEmpty)
        {
            ObserveSpeech(rtp, now);
        }

        if (result != DropReason.None || !layer.IsUsed)
        {
            return result;
        }

        if (!layer.TryGet(forwarded, out _))
        {
            // Larger than the store keeps: it goes on at once and cannot be sent again.
            _peer.Core.Bursts.Send(this, layer, now);
            ForwardNow(layer, forwarded, packet, now);
            return DropReason.None;
        }

        if (layer.BurstCount == SourceLayer.BurstCapacity)
        {
            _peer.Core.Bursts.Send(this, layer, now);
        }

        layer.AddToBurst(forwarded);
        _peer.Core.Bursts.Add(this, layer);
        return DropReason.None;
    }

    /// <summary>Hands the burst of a layer to one subscriber.</summary>
    public void Deliver(SourceLayer layer, Subscription subscription, Instant now)
    {
        try
        {
            for (var i = 0; i < layer.BurstCount; i++)
            {
                ref var packet = ref layer.Burst[i];
                if (layer.TryGet(packet, out var stored) && subscription.Send(layer, packet, stored, now))
                {
                    // The rest of the burst is among what followed.
                    Begun(subscription, layer, packet.Number, now);
                    break;
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            subscription.Peer.Crash(e);
        }
    }

    /// <summary>Adds a subscriber; video waits for a key frame, which is asked for.</summary>
    public void Add(Subscription subscription, Instant now)
    {
        _subscriptions.Add(subscription);
        Select(subscription, now);
    }

    public void Remove(Subscription subscription)
    {
        _subscriptions.Remove(subscription);
        NoteUse();
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
        foreach (var layer in _layers)
        {
            layer.OnMute();
        }

        foreach (var subscription in _subscriptions)
        {
            subscription.Stop();
            subscription.Peer.Allocation.Invalidate(now);
        }

        SelectAll(now);
    }

    /// <summary>Decides anew which layer a subscriber is to get, and asks for a key frame when it has to wait for one.</summary>
    public void Select(Subscription subscription, Instant now)
    {
        subscription.Target = Choose(subscription.Reach) ?? subscription.Target ?? (_layers.Length == 1 ? _layers[0] : null);
        NoteUse();
        if (subscription.IsWaiting)
        {
            RequestKeyFrame(subscription.Target, now);
        }
    }

    /// <summary>Who uses which layer has changed.</summary>
    public void NoteUse()
    {
        foreach (var layer in _layers)
        {
            var used = Relays?.Uses(layer) == true;
            for (var s = 0; s < _subscriptions.Count && !used; s++)
            {
                used = _subscriptions[s].Uses(layer);
            }

            layer.SetUsed(used);
        }

        _peer.OnUseChanged(this);
    }

    /// <summary>Which layers are used on another loop has changed.</summary>
    public void SetUseElsewhere(int loop, uint used)
    {
        Relays?.SetUse(loop, used);
        NoteUse();
    }

    /// <summary>Asks for a key frame that is wanted on another loop.</summary>
    public void RequestKeyFrame(int layer, Instant now) => RequestKeyFrame(_layers[layer], now);

    /// <summary>Asks the publisher for a key frame of a layer, now or as soon as it may be asked again, until one comes.</summary>
    public void RequestKeyFrame(SourceLayer? layer, Instant now)
    {
        if (Options.Kind == MediaKind.Video && layer is { IsUsed: true })
        {
            layer.WantKeyFrame();
            _peer.Hasten(NextTimeout);
        }
    }

    /// <summary>Writes what is to be asked of the publisher now.</summary>
    public void HandleTimeout(Instant now, uint senderSsrc, ref RtcpWriter writer)
    {
        foreach (var layer in _layers)
        {
            if (layer.Missing is { } missing && missing.Due <= now)
            {
                Span<ushort> numbers = _peer.Core.MissingNumbers;
                missing.RoundTripTime = _peer.RoundTripTime;
                var count = missing.Collect(now, numbers);
                if (count > 0 && writer.TryWriteNack(senderSsrc, layer.Ssrc, numbers[..count]))
                {
                    _peer.Core.Counters.NacksSent++;
                }
            }

            if (layer.TryTakeKeyFrame(now) && layer.Ssrc != 0 && layer.IsAlive(now, Silence)
                && writer.TryWritePictureLossIndication(senderSsrc, layer.Ssrc))
            {
                _peer.Core.Counters.KeyFramesRequested++;
            }
        }
    }

    /// <summary>How its layers in use went since the last call; false when none is.</summary>
    public bool TryMeasure(out StreamQuality quality)
    {
        var isUsed = false;
        quality = default;
        foreach (var layer in _layers)
        {
            if (layer.IsUsed)
            {
                // The best layer comes first: how its frames went is what its viewers see.
                var taken = layer.TakeQuality(_peer.RoundTripTime);
                var best = isUsed && quality.Frames > 0 ? quality : taken;
                isUsed = true;
                quality = best with
                {
                    Packets = quality.Packets + taken.Packets,
                    Lost = quality.Lost + taken.Lost,
                    Repaired = quality.Repaired + taken.Repaired,
                    Bytes = quality.Bytes + taken.Bytes,
                    Jitter = taken.Jitter > quality.Jitter ? taken.Jitter : quality.Jitter,
                };
            }
        }

        return isUsed && _hasStarted;
    }

    /// <summary>By how many layers a subscriber is below what it asks for.</summary>
    public int MissingLayers(Subscription subscription) =>
        subscription.Current is { } current ? Math.Max(0, current.Index - BestIndex(subscription.Limit)) : 0;

    /// <summary>The best layer that a limit allows: layers are kept the best first, limits count from the smallest.</summary>
    public int BestIndex(LayerLimit limit) => limit.Layer is { } wanted ? Math.Clamp(_layers.Length - 1 - wanted, 0, _layers.Length - 1) : 0;

    /// <summary>Gives back the memory of layers at rest.</summary>
    public void ReturnIdle(Instant now)
    {
        foreach (var layer in _layers)
        {
            layer.ReturnIdle(now);
        }
    }

    public void Dispose()
    {
        foreach (var layer in _layers)
        {
            layer.Dispose();
        }
    }

    private void ForwardNow(SourceLayer layer, in ForwardedPacket packet, Span<byte> bytes, Instant now)
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.Uses(layer) && subscription.Send(layer, packet, bytes, now))
            {
                Begun(subscription, layer, packet.Number, now);
            }
        }
    }

    /// <summary>After the first packet of a key frame: what arrived before it but belongs behind it is sent too.</summary>
    private void Begun(Subscription subscription, SourceLayer layer, long after, Instant now)
    {
        for (var number = after + 1; number <= layer.Highest; number++)
        {
            if (layer.TryRead(number, out var packet, out var stored))
            {
                subscription.Send(layer, packet, stored, now);
            }
        }

        NoteUse();
    }

    /// <summary>A frame of one layer shows which of them are sent.</summary>
    private void ObserveLayers(SourceLayer layer, Instant now)
    {
        var changed = layer.OnFrame();
        foreach (var other in _layers)
        {
            changed |= other != layer && other.OnOtherFrame(now);
        }

        if (changed)
        {
            SelectAll(now);
            foreach (var subscription in _subscriptions)
            {
                subscription.Peer.Allocation.Invalidate(now);
            }
        }
    }

    private void SelectAll(Instant now)
    {
        foreach (var subscription in _subscriptions)
        {
            Select(subscription, now);
        }
    }

    /// <summary>The best layer at or below a limit that is sent; else the smallest above it; null when none is sent.</summary>
    private SourceLayer? Choose(LayerLimit limit)
    {
        var best = BestIndex(limit);
        for (var i = best; i < _layers.Length; i++)
        {
            if (_layers[i].IsSent)
            {
                return _layers[i];
            }
        }

        for (var i = best - 1; i >= 0; i--)
        {
            if (_layers[i].IsSent)
            {
                return _layers[i];
            }
        }

        return null;
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
