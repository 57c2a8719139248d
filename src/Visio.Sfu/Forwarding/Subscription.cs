using System.Text;
using Visio.Rtc;
using Visio.Rtc.Codecs;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Rtc.Srtp;
using Visio.Rtc.Time;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Forwarding;

/// <summary>
/// A track on its way to one peer, as a stream of our own: own SSRC, sequence numbers without gaps, timestamps and picture ids that go on
/// over pauses, mutes and changes of the source. Owned by the loop's thread.
/// </summary>
internal sealed class Subscription
{
    private const int VideoHistory = 256;
    private const int AudioHistory = 64;

    /// <summary>Header, extensions, one repair header and the cipher's tag: what a slot must hold besides the payload.</summary>
    private const int MaxOverhead = 96;

    private const byte MaxExtensionId = 14;

    private static readonly byte[] OneBytePadding = [1];

    private readonly PeerSession _peer;
    private readonly SubscriptionOptions _options;
    private readonly SentPackets _sent;
    private readonly byte[] _mid;
    private readonly byte _midId;
    private readonly byte _audioLevelId;
    private readonly byte[] _cname;
    private SrtpSession? _srtp;
    private SrtpSendStream? _stream;
    private SrtpSendStream? _rtxStream;
    private SenderStatistics _statistics;
    private Vp8Continuity _vp8;
    private bool _running;
    private bool _everRan;
    private bool _sourceChanged;
    private bool _paused;
    private long _firstDense;
    private long _offset;
    private long _highestOut;
    private uint _timestampOffset;
    private uint _lastTimestamp;
    private Instant _lastTimestampAt;
    private ushort _rtxSequenceNumber;

    public Subscription(SubscriptionId id, PeerSession peer, Publication publication, SubscriptionOptions options)
    {
        Id = id;
        _peer = peer;
        Publication = publication;
        _options = options;
        _sent = new(publication.Options.Kind == MediaKind.Video ? VideoHistory : AudioHistory);
        _mid = Encoding.ASCII.GetBytes(options.Mid);
        _cname = Encoding.UTF8.GetBytes(options.Cname);

        // RFC 8285 §4.2: what the one-byte form cannot say is left out.
        _midId = _mid.Length is > 0 and <= 16 && options.Extensions.Mid <= MaxExtensionId ? options.Extensions.Mid : (byte)0;
        _audioLevelId = options.Extensions.AudioLevel <= MaxExtensionId ? options.Extensions.AudioLevel : (byte)0;

        // RFC 3550 §5.1: a random start. Kept in the lower half, so that a loss at the start cannot confuse the roll-over counter (RFC 3711 §3.3.1).
        var random = peer.Core.Random.NextUInt64();
        _highestOut = (long)(random & 0x7FFF);
        _rtxSequenceNumber = (ushort)((random >> 16) & 0x7FFF);
        _timestampOffset = (uint)(random >> 32);
    }

    public SubscriptionId Id { get; }

    public PeerSession Peer => _peer;

    public Publication Publication { get; }

    public uint Ssrc => _options.Ssrc;

    /// <summary>Whether packets are wanted now.</summary>
    public bool IsWanted => !_paused && !Publication.IsMuted;

    /// <summary>Whether it waits for a packet to begin with.</summary>
    public bool IsWaiting => IsWanted && !_running;

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
    public void Stop() => _running = false;

    /// <summary>The publisher began a new stream with another SSRC and clock.</summary>
    public void BeginSource()
    {
        Stop();
        _sourceChanged = true;
    }

    /// <summary>Sends one packet, if this subscriber can use it.</summary>
    /// <param name="packet">What is known of it.</param>
    /// <param name="payload">Its payload in the store; running numbers in it are overwritten, for every subscriber anew.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether the subscriber began with this packet: what followed it already must be sent now too.</returns>
    public bool Send(in ForwardedPacket packet, Span<byte> payload, Instant now)
    {
        if (!IsWanted || !TryReady())
        {
            return false;
        }

        var began = false;
        if (!_running)
        {
            if (!packet.CanStart)
            {
                return false;
            }

            Begin(packet, now);
            began = true;
        }

        var outNumber = packet.DenseNumber + _offset;
        if (packet.DenseNumber < _firstDense || !_sent.IsFresh(outNumber) || payload.Length > DatagramBatch.SlotSize - MaxOverhead)
        {
            return began;
        }

        var timestamp = packet.Timestamp + _timestampOffset;
        Vp8RunningNumbers numbers = default;
        if (packet.Vp8.Length > 0)
        {
            numbers = _vp8.Map(packet.Vp8);
            packet.Vp8.Rewrite(payload, numbers);
        }

        _sent.Add(outNumber, packet.Number, timestamp, numbers);
        if (outNumber > _highestOut)
        {
            _highestOut = outNumber;
            _lastTimestamp = timestamp;
            _lastTimestampAt = now;
        }

        Transmit(packet, outNumber, timestamp, payload);
        _statistics.OnPacket(timestamp, payload.Length, now);
        _peer.Core.Counters.PacketsForwarded++;
        return began;
    }

    /// <summary>Answers a subscriber's NACK for one packet from the publication's store.</summary>
    public void Resend(ushort sequenceNumber, Instant now)
    {
        if (!TryReady()
            || !_sent.TryResend(sequenceNumber, _peer.RoundTripTime, now, out var sent)
            || !Publication.TryRead(sent.Number, out var packet, out var payload))
        {
            return;
        }

        if (packet.Vp8.Length > 0)
        {
            packet.Vp8.Rewrite(payload, sent.Vp8);
        }

        _peer.Core.Counters.PacketsRetransmitted++;
        if (_rtxStream is null)
        {
            // The very bytes of the first time: the same header over the same payload (RFC 7714 §8.1 forbids anything else).
            Transmit(packet, sent.OutNumber, sent.Timestamp, payload);
            return;
        }

        // RFC 4588 §4: a stream of its own, with the original sequence number before the payload.
        Span<byte> repair = stackalloc byte[RtxPacket.HeaderLength + payload.Length];
        RtxPacket.WritePayload((ushort)sent.OutNumber, payload, repair);
        Span<byte> header = stackalloc byte[MaxOverhead];
        var rtp = new RtpHeader(packet.Marker, _options.RtxPayloadType, _rtxSequenceNumber++, sent.Timestamp, _options.RtxSsrc);
        Protect(_rtxStream, header[..WriteHeader(header, rtp, packet)], repair);
    }

    /// <summary>Adds the sender report and the canonical name of this stream; nothing before the publisher has reported itself.</summary>
    public bool TryWriteReport(ref RtcpWriter writer, Instant now)
    {
        var ntp = _peer.Core.WallClock.At(now);
        if (!_everRan || _sourceChanged || !Publication.TryGetTimestamp(ntp, out var source))
        {
            return false;
        }

        return writer.TryWrite(_statistics.Report(_options.Ssrc, source + _timestampOffset, ntp), []) && writer.TryWriteCname(_options.Ssrc, _cname);
    }

    private void Begin(in ForwardedPacket packet, Instant now)
    {
        _running = true;
        _firstDense = packet.DenseNumber;
        _offset = _highestOut + 1 - packet.DenseNumber;
        if (_everRan)
        {
            _vp8.BeginSource();
        }

        if (_sourceChanged && _everRan)
        {
            // Another source has another clock: the stream goes on by the time that has passed.
            var elapsed = (uint)((now - _lastTimestampAt).Ticks * Publication.Options.ClockRate / TimeSpan.TicksPerSecond);
            _timestampOffset = _lastTimestamp + elapsed - packet.Timestamp;
        }

        _sourceChanged = false;
        _everRan = true;
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
        return true;
    }

    private void Transmit(in ForwardedPacket packet, long outNumber, uint timestamp, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[MaxOverhead];
        var rtp = new RtpHeader(packet.Marker, _options.PayloadType, (ushort)outNumber, timestamp, _options.Ssrc);
        var length = WriteHeader(header, rtp, packet);
        if (payload.IsEmpty)
        {
            // RFC 3550 §5.1: a packet of nothing but padding, to keep the numbers whole.
            header[0] |= 0x20;
            payload = OneBytePadding;
        }

        Protect(_stream!, header[..length], payload);
    }

    private int WriteHeader(Span<byte> header, in RtpHeader rtp, in ForwardedPacket packet)
    {
        var writer = new RtpHeaderWriter(header, rtp);
        writer.Add(_midId, _mid);
        if (packet.HasAudioLevel)
        {
            writer.Add(_audioLevelId, packet.AudioLevel);
        }

        return writer.Finish();
    }

    private void Protect(SrtpSendStream stream, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var outbox = _peer.Core.Outbox;
        outbox.Commit(_srtp!.ProtectRtp(stream, header, payload, outbox.Reserve()), _peer.RemoteAddress);
    }
}
