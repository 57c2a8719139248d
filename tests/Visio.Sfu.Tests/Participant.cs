using System.Buffers.Binary;
using Visio.Rtc;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Sfu.Tests;

/// <summary>One client of a <see cref="Meeting"/>: sends its tracks, answers what is asked of them, and asks for what it misses.</summary>
internal sealed class Participant(Meeting meeting, PeerId id, TestPeer peer, VirtualHost host)
{
    /// <summary>The ids of header extensions as publishers negotiate them here; subscribers use others.</summary>
    public static readonly HeaderExtensionIds PublisherExtensions = new() { Mid = 4, AudioLevel = 1, TransportSequenceNumber = 3, Rid = 10, RepairedRid = 11 };
    private const byte ArrivalsId = 5;

    public static readonly HeaderExtensionIds SubscriberExtensions = new() { Mid = 9, AudioLevel = 7 };

    private readonly TransportFeedbackRecorder _arrivals = new();
    private int _nextMid;

    public PeerId Id => id;

    /// <summary>The loop that it is on.</summary>
    public int Loop => MediaIds.LoopOf(id.Value);

    public TestPeer Peer => peer;

    public VirtualHost Host => host;

    /// <summary>Sees each packet that came, in order.</summary>
    public Action<ReceivedRtp>? Watch { get; set; }

    /// <summary>Called in each step, after what came was handled.</summary>
    public Action<Instant>? OnStep { get; set; }

    /// <summary>Whether transport-wide sequence numbers are negotiated for what it subscribes to, and reported on.</summary>
    public bool ReportsArrivals { get; init; }

    /// <summary>The transport-wide sequence numbers in the order in which they came.</summary>
    public List<ushort> TransportNumbers { get; } = [];

    public List<TrackSource> Sources { get; } = [];

    public List<TrackReceiver> Receivers { get; } = [];

    public TrackSource PublishAudio(int level = 20) => Publish(MediaKind.Audio, rtx: false, level);

    /// <summary>Publishes video in several encodings, the best first, found by mid and rid.</summary>
    public (PublicationId Id, TrackSource[] Layers) PublishSimulcast(params string[] rids) => PublishSimulcast(isScreen: false, rids);

    public (PublicationId Id, TrackSource[] Layers) PublishSimulcast(bool isScreen, params string[] rids)
    {
        var template = new PublicationOptions
        {
            Kind = MediaKind.Video,
            Codec = MediaCodec.Vp8,
            Mid = $"p{_nextMid++}",
            PayloadType = 96,
            RtxPayloadType = 97,
            ClockRate = 90_000,
            Nack = true,
            Extensions = PublisherExtensions,
            Rids = rids,
            IsScreen = isScreen,
        };
        var publication = new PublicationId(meeting.NextId(Loop));
        meeting.CoreOf(id.Value).Publish(id, publication, template, meeting.Now);
        var layers = rids.Select((rid, i) => new TrackSource(peer, publication, template, 0x20000000 + (uint)(((uint)publication.Value * 16) + i), 0, i)
        {
            SendsMid = true,
            Rid = rid,
            IsSending = false,
        }).ToArray();
        Sources.AddRange(layers);
        return (publication, layers);
    }

    public TrackSource PublishVideo(bool rtx = true, bool announceSsrc = true) => Publish(MediaKind.Video, rtx, 0, announceSsrc);

    public TrackReceiver Subscribe(TrackSource source, bool rtx = true, LayerLimit limit = default, bool isElsewhere = false)
    {
        var subscription = new SubscriptionId(meeting.NextId(Loop, MediaIds.LoopOf(source.Id.Value)));
        var isVideo = source.Options.Kind == MediaKind.Video;
        var options = new SubscriptionOptions
        {
            Mid = $"s{_nextMid++}",
            Ssrc = 0x50000000 + (uint)subscription.Value,
            RtxSsrc = rtx && isVideo ? 0x60000000 + (uint)subscription.Value : 0,
            PayloadType = (byte)(isVideo ? 120 : 109),
            RtxPayloadType = (byte)(rtx && isVideo ? 121 : 0),
            Nack = isVideo,
            Extensions = SubscriberExtensions with { TransportSequenceNumber = ReportsArrivals ? ArrivalsId : (byte)0 },
            Cname = "cname",
        };
        meeting.CoreOf(source.Id.Value).Subscribe(id, subscription, source.Id, options, limit, meeting.Now, isElsewhere);
        var receiver = new TrackReceiver(subscription, options, source);
        Receivers.Add(receiver);
        return receiver;
    }

    /// <summary>One step of 20 ms: sends what is due and handles what came.</summary>
    public void Act(long tick, Instant now)
    {
        TakeReceived(now);
        if (!peer.Peer.IsConnected)
        {
            return;
        }

        foreach (var source in Sources)
        {
            source.Act(tick, now);
        }

        foreach (var receiver in Receivers)
        {
            receiver.Act(peer, tick);
        }

        OnStep?.Invoke(now);
        ReportArrivals(now);
    }

    /// <summary>Hands received packets to whom they belong.</summary>
    public void TakeReceived(Instant now)
    {
        foreach (var rtp in peer.Rtp)
        {
            Watch?.Invoke(rtp);
            if (ReportsArrivals && RtpPacket.TryParse(rtp.Packet, out var view) && view.TryGetExtension(ArrivalsId, out var number))
            {
                TransportNumbers.Add(BinaryPrimitives.ReadUInt16BigEndian(number));
                _arrivals.Record(TransportNumbers[^1], rtp.Marker, rtp.At);
            }

            foreach (var receiver in Receivers)
            {
                receiver.Take(rtp);
            }
        }

        peer.Rtp.Clear();
        foreach (var compound in peer.Rtcp)
        {
            var reader = new RtcpReader(compound);
            while (reader.MoveNext())
            {
                foreach (var source in Sources)
                {
                    source.HandleRtcp(reader.Current);
                }

                foreach (var receiver in Receivers)
                {
                    receiver.HandleRtcp(reader.Current);
                }
            }
        }

        peer.Rtcp.Clear();
    }

    private void ReportArrivals(Instant now)
    {
        Span<byte> packet = stackalloc byte[1_180];
        while (ReportsArrivals && _arrivals.TryWrite(now, 1, 2, packet, out var length))
        {
            peer.SendRtcp(packet[..length]);
        }
    }

    private TrackSource Publish(MediaKind kind, bool rtx, int level, bool announceSsrc = true)
    {
        var publication = new PublicationId(meeting.NextId(Loop));
        var ssrc = 0x30000000 + (uint)publication.Value;
        var options = new PublicationOptions
        {
            Kind = kind,
            Codec = kind == MediaKind.Audio ? MediaCodec.Opus : MediaCodec.Vp8,
            Mid = $"p{_nextMid++}",
            Ssrc = announceSsrc ? ssrc : 0,
            RtxSsrc = rtx && announceSsrc ? ssrc + 0x10000000 : 0,
            PayloadType = (byte)(kind == MediaKind.Audio ? 111 : 96),
            RtxPayloadType = (byte)(rtx ? 97 : 0),
            ClockRate = kind == MediaKind.Audio ? 48_000 : 90_000,
            Nack = kind == MediaKind.Video,
            Extensions = PublisherExtensions,
        };
        meeting.CoreOf(id.Value).Publish(id, publication, options, meeting.Now);
        var source = new TrackSource(peer, publication, options, ssrc, level);
        Sources.Add(source);
        return source;
    }
}
