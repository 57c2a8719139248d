using System.Text;
using Visio.Rtc;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;
using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Routing;

/// <summary>The media of one peer: which publication a packet belongs to, what the peer reports of its subscriptions, and what it is told in RTCP.</summary>
internal sealed class PeerMedia
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    /// <summary>Sender reports go out with every third receiver report: every 3 s. Who publishes nothing is sent these alone.</summary>
    private const int ReportsPerSenderReport = 3;

    /// <summary>Reports of all peers leave at multiples of this, so that the loop is not woken for each of them.</summary>
    private static readonly TimeSpan ReportStep = TimeSpan.FromMilliseconds(50);

    /// <summary>An SSRC that another took over from takes over from that only when it has been silent this long: a late packet must not.</summary>
    private static readonly TimeSpan SourceSilence = TimeSpan.FromMilliseconds(250);

    /// <summary>Streams that have been silent for longer are not reported on (RFC 3550 §6.4: only those heard since the last report have to be).</summary>
    private static readonly TimeSpan ReportedSilence = TimeSpan.FromSeconds(5);

    private const int MaxRtcp = 1180;

    private readonly PeerSession _peer;
    private readonly Dictionary<uint, StreamBinding> _bySsrc = [];
    private readonly Dictionary<uint, Subscription> _subscriptionsBySsrc = [];
    private readonly HashSet<uint> _takenSsrcs = [];
    private readonly List<Publication> _publications = [];
    private readonly List<Subscription> _subscriptions = [];
    private readonly TransportFeedbackRecorder _feedback = new();
    private readonly uint _ssrc;
    private readonly byte[] _cname;
    private byte _transportSequenceId;
    private int _reportsUntilSenderReport = 1;
    private Instant _nextReport = Instant.Zero;

    public PeerMedia(PeerSession peer)
    {
        _peer = peer;
        _ssrc = peer.Core.Random.NextUInt32() | 1;
        _cname = Encoding.ASCII.GetBytes(peer.Core.Random.NextUInt64().ToString("x16"));
    }

    public List<Publication> Publications => _publications;

    public List<Subscription> Subscriptions => _subscriptions;

    /// <summary>Memory for the arrivals that it reports on.</summary>
    public int FeedbackBytes => _feedback.Bytes;

    /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
    public Instant NextTimeout
    {
        get
        {
            var next = Instant.Min(_publications.Count + _subscriptions.Count > 0 ? _nextReport : Instant.Never, _peer.Allocation.NextTimeout);
            foreach (var publication in _publications)
            {
                next = Instant.Min(next, publication.NextTimeout);
            }

            return next;
        }
    }

    public void Add(Publication publication)
    {
        _publications.Add(publication);
        _nextReport = Instant.Zero;
        foreach (var layer in publication.Layers)
        {
            Bind(layer.Ssrc, new(publication, layer, IsRepair: false));
            Bind(layer.RtxSsrc, new(publication, layer, IsRepair: true));
        }

        if (publication.Options.Extensions.TransportSequenceNumber != 0)
        {
            // RFC 8843 §9: sections bundled on one transport give an extension one id.
            _transportSequenceId = publication.Options.Extensions.TransportSequenceNumber;
        }
    }

    public void Remove(Publication publication)
    {
        _publications.Remove(publication);
        foreach (var layer in publication.Layers)
        {
            Unbind(layer.Ssrc, publication);
            Unbind(layer.RtxSsrc, publication);
        }
    }

    /// <summary>
    /// Takes the SSRCs of a subscription; false when one was sent to this peer before. Its sequence numbers would start anew under the
    /// same key, which the cipher does not survive (RFC 7714 §8.1).
    /// </summary>
    public bool TryTake(SubscriptionOptions options) =>
        options.Ssrc != options.RtxSsrc && _takenSsrcs.Add(options.Ssrc) && (options.RtxSsrc == 0 || _takenSsrcs.Add(options.RtxSsrc));

    public void Add(Subscription subscription)
    {
        _subscriptions.Add(subscription);
        _subscriptionsBySsrc[subscription.Ssrc] = subscription;
    }

    public void Remove(Subscription subscription)
    {
        _subscriptions.Remove(subscription);
        subscription.OnRemoved();
        if (_subscriptionsBySsrc.GetValueOrDefault(subscription.Ssrc) == subscription)
        {
            _subscriptionsBySsrc.Remove(subscription.Ssrc);
        }
    }

    /// <summary>The transport is up: key frames that came for its subscriptions before could not be sent, and are asked for again.</summary>
    public void Begin(Instant now)
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Publication.Select(subscription, now);
        }
    }

    public DropReason OnRtp(Span<byte> packet, Instant now)
    {
        if (!RtpPacket.TryParse(packet, out var rtp))
        {
            return DropReason.RtpMalformed;
        }

        if (rtp.TryGetExtension(_transportSequenceId, out var sequence) && sequence.Length == 2)
        {
            _feedback.Record((ushort)((sequence[0] << 8) | sequence[1]), rtp.Marker, now);
        }

        if (!_bySsrc.TryGetValue(rtp.Ssrc, out var stream) && !TryFind(rtp, now, out stream))
        {
            return DropReason.RtpUnknownStream;
        }

        var publication = stream.Publication;
        if (stream.IsRepair)
        {
            if (rtp.PayloadType != publication.Options.RtxPayloadType)
            {
                return DropReason.RtpUnknownPayloadType;
            }

            // RFC 4588 §4; a repair of nothing is how browsers send padding on this stream.
            if (rtp.Payload.IsEmpty || !stream.Layer.IsUsed || !stream.Layer.HasStarted
                || !RtxPacket.TryRestore(packet, stream.Layer.Ssrc, publication.Options.PayloadType, out packet)
                || !RtpPacket.TryParse(packet, out rtp))
            {
                return DropReason.RtpPaddingOnly;
            }
        }
        else if (!publication.Options.IsMedia(rtp.PayloadType))
        {
            return DropReason.RtpUnknownPayloadType;
        }

        var result = publication.Receive(stream.Layer, packet, rtp, stream.IsRepair, now);
        if (stream.IsRepair && result == DropReason.None)
        {
            stream.Layer.OnRepaired();
        }

        return result;
    }

    public DropReason OnRtcp(ReadOnlySpan<byte> compound, Instant now)
    {
        var reader = new RtcpReader(compound);
        while (reader.MoveNext())
        {
            Handle(reader.Current, now);
        }

        _peer.Allocation.OnFeedback(now);

        return reader.IsMalformed ? DropReason.RtcpMalformed : DropReason.None;
    }

    /// <summary>Forwards what arrived in this turn.</summary>
    public void EndBatch(Instant now)
    {
        if (_publications.Count > 0 && _feedback.IsDue(now))
        {
            Span<byte> packet = stackalloc byte[MaxRtcp];
            while (_feedback.TryWrite(now, _ssrc, ReceivedSsrc(), packet, out var length))
            {
                _peer.SendRtcp(packet[..length]);
            }
        }
    }

    /// <summary>A stream that padding can go out on; null when there is none.</summary>
    public Subscription? FindPaddable()
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.CanPad)
            {
                return subscription;
            }
        }

        return null;
    }

    /// <summary>Sends the reports and requests that are due.</summary>
    public void HandleTimeout(Instant now)
    {
        if (_peer.Allocation.NextTimeout <= now)
        {
            _peer.Allocation.HandleTimeout(now);
        }

        Span<byte> buffer = stackalloc byte[MaxRtcp];
        var writer = new RtcpWriter(buffer);
        if (now >= _nextReport)
        {
            var next = now + (_publications.Count > 0 ? ReportInterval : ReportInterval * ReportsPerSenderReport);
            _nextReport = new(next.Ticks - (next.Ticks % ReportStep.Ticks));
            WriteReports(ref writer, buffer, now);
        }

        foreach (var publication in _publications)
        {
            if (publication.NextTimeout <= now)
            {
                publication.HandleTimeout(now, _ssrc, ref writer);
            }
        }

        Flush(ref writer, buffer);
    }

    /// <summary>An SSRC of this peer: browsers take no feedback that names none of theirs.</summary>
    private uint ReceivedSsrc()
    {
        foreach (var layer in _publications[0].Layers)
        {
            if (layer.Ssrc != 0)
            {
                return layer.Ssrc;
            }
        }

        return 0;
    }

    private void Bind(uint ssrc, in StreamBinding stream)
    {
        if (ssrc != 0)
        {
            _bySsrc[ssrc] = stream;
        }
    }

    private void Unbind(uint ssrc, Publication publication)
    {
        if (_bySsrc.GetValueOrDefault(ssrc).Publication == publication)
        {
            _bySsrc.Remove(ssrc);
        }
    }

    /// <summary>Finds what an unknown SSRC is by its mid (RFC 8843 §9.2), payload type and rid (RFC 8852 §3), and remembers it.</summary>
    private bool TryFind(in RtpPacket rtp, Instant now, out StreamBinding stream)
    {
        foreach (var publication in _publications)
        {
            var options = publication.Options;
            if (!rtp.TryGetExtension(options.Extensions.Mid, out var mid) || !Ascii.Equals(mid, options.Mid))
            {
                continue;
            }

            var isRepair = rtp.PayloadType == options.RtxPayloadType && options.RtxPayloadType != 0;
            if (!isRepair && !options.IsMedia(rtp.PayloadType))
            {
                continue;
            }

            foreach (var layer in publication.Layers)
            {
                if (IsNamed(layer, rtp, isRepair ? options.Extensions.RepairedRid : options.Extensions.Rid)
                    && TryBind(publication, layer, rtp.Ssrc, isRepair, now))
                {
                    stream = new(publication, layer, isRepair);
                    return true;
                }
            }
        }

        stream = default;
        return false;
    }

    private static bool IsNamed(SourceLayer layer, in RtpPacket rtp, byte extension) =>
        layer.Rid is null || (rtp.TryGetExtension(extension, out var rid) && Ascii.Equals(rid, layer.Rid));

    private bool TryBind(Publication publication, SourceLayer layer, uint ssrc, bool isRepair, Instant now)
    {
        if (isRepair)
        {
            Unbind(layer.RtxSsrc, publication);
            layer.RtxSsrc = ssrc;
        }
        else
        {
            if (layer.HasLeft(ssrc) && layer.IsAlive(now, SourceSilence))
            {
                return false;
            }

            Unbind(layer.Ssrc, publication);
            layer.Leave(ssrc);
            if (layer.HasStarted)
            {
                publication.Restart(layer, now);
            }
        }

        Bind(ssrc, new(publication, layer, isRepair));
        return true;
    }

    private void Handle(in RtcpPacket packet, Instant now)
    {
        if (SenderReport.TryParse(packet, out var report) && _bySsrc.TryGetValue(report.Ssrc, out var stream) && !stream.IsRepair)
        {
            var arrival = _peer.Core.WallClock.At(now);
            _peer.ObserveClock(report.Ntp, arrival, now);
            stream.Layer.OnSenderReport(report, now);
            stream.Publication.Relays?.Relay(stream.Layer, report, arrival);
        }

        if (ReportBlockReader.TryParse(packet, out var blocks))
        {
            foreach (var block in blocks)
            {
                if (_subscriptionsBySsrc.TryGetValue(block.Ssrc, out var reported))
                {
                    reported.OnReport(block, now);
                    _peer.ObserveRoundTrip(block, now);
                }
            }
        }
        else if (GenericNack.TryParse(packet, out var nack))
        {
            if (_subscriptionsBySsrc.TryGetValue(packet.MediaSsrc, out var subscription))
            {
                foreach (var number in nack)
                {
                    subscription.Resend(number, now);
                }
            }
        }
        else if (packet.IsPictureLossIndication)
        {
            RequestKeyFrame(packet.MediaSsrc, now);
        }
        else if (FullIntraRequest.TryParse(packet, out var requests))
        {
            while (requests.MoveNext())
            {
                RequestKeyFrame(requests.MediaSsrc, now);
            }
        }
        else if (ReceiverEstimate.TryParse(packet, out var estimate))
        {
            _peer.Estimate.OnReceiverEstimate(estimate.Rate, now);
        }
        else if (TransportFeedback.TryParse(packet, out var feedback))
        {
            _peer.OnFeedback(feedback, now);
        }
    }

    private void RequestKeyFrame(uint ssrc, Instant now)
    {
        if (_subscriptionsBySsrc.TryGetValue(ssrc, out var subscription) && subscription.IsWanted)
        {
            subscription.OnKeyFrameAsked();
            if (subscription.Patience.TryTake(now))
            {
                subscription.Publication.RequestKeyFrame(subscription.Current ?? subscription.Target, now);
            }
        }
    }

    private void WriteReports(ref RtcpWriter writer, Span<byte> buffer, Instant now)
    {
        Span<ReportBlock> blocks = _peer.Core.ReportBlocks;
        var count = 0;
        foreach (var publication in _publications)
        {
            foreach (var layer in publication.Layers)
            {
                if (count < blocks.Length && layer.IsAlive(now, ReportedSilence)
                    && layer.Reception is not null && layer.Reception.TryReport(now, out var block))
                {
                    blocks[count++] = block;
                }
            }
        }

        if (count > 0)
        {
            writer.TryWriteReceiverReport(_ssrc, blocks[..count]);
            writer.TryWriteCname(_ssrc, _cname);
        }

        if (_publications.Count > 0 && --_reportsUntilSenderReport > 0)
        {
            return;
        }

        _reportsUntilSenderReport = ReportsPerSenderReport;
        foreach (var subscription in _subscriptions)
        {
            // A compound of its own each, when one does not hold all: 28 bytes of report and a name of up to 255.
            if (writer.Length > MaxRtcp - 320)
            {
                Flush(ref writer, buffer);
            }

            subscription.TryWriteReport(ref writer, now);
        }
    }

    private void Flush(ref RtcpWriter writer, Span<byte> buffer)
    {
        if (writer.Length > 0)
        {
            _peer.SendRtcp(writer.Written);
            writer = new(buffer);
        }
    }
}
