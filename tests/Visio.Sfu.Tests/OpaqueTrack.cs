using Visio.Rtc;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Testing;

namespace Visio.Sfu.Tests;

/// <summary>A track from one peer to another, packet by packet: what a test hands to <see cref="Send"/> is in <see cref="Received"/> after it.</summary>
internal sealed class OpaqueTrack
{
    public const byte DescriptorId = 12;
    public const byte SubscribedDescriptorId = 13;

    private readonly Meeting _meeting;
    private readonly Participant _from;
    private readonly Participant _to;
    private readonly TestRtpStream _stream;
    private readonly SubscriptionId _subscription;
    private readonly SubscriptionOptions _options;

    public OpaqueTrack(Meeting meeting, MediaCodec codec, LayerLimit limit = default, int layers = 0, byte red = 0, byte subscribedRed = 0)
    {
        _meeting = meeting;
        _from = meeting.Join();
        _to = meeting.Join();
        var isAudio = codec == MediaCodec.Opus;
        var publication = new PublicationId(meeting.NextId());
        meeting.Core.Publish(
            _from.Id,
            publication,
            new()
            {
                Kind = isAudio ? MediaKind.Audio : MediaKind.Video,
                Codec = codec,
                Mid = "0",
                Ssrc = 77,
                PayloadType = 100,
                RedPayloadType = red,
                ClockRate = isAudio ? 48_000 : 90_000,
                SpatialLayers = layers,
                Extensions = new() { DependencyDescriptor = DescriptorId, AudioLevel = 1 },
            },
            meeting.Now);
        _options = new()
        {
            Mid = "1",
            Ssrc = 88,
            PayloadType = 120,
            RedPayloadType = subscribedRed,
            RtxSsrc = 99,
            RtxPayloadType = 121,
            Nack = true,
            Extensions = new() { DependencyDescriptor = SubscribedDescriptorId, AudioLevel = 2, PlayoutDelay = 5 },
            PlayoutDelay = isAudio ? null : new(100, 400),
            Cname = "c",
        };
        _subscription = new(meeting.NextId());
        meeting.Core.Subscribe(_to.Id, _subscription, publication, _options, limit, meeting.Now);
        _stream = new(77, red != 0 ? red : (byte)100) { HasTwoByteExtensions = !isAudio, NextSequenceNumber = 500, NextTimestamp = 1000 };
    }

    /// <summary>What has arrived, in order.</summary>
    public List<ReceivedRtp> Received => _to.Peer.Rtp;

    /// <summary>The sequence numbers that have arrived, from the first on.</summary>
    public IEnumerable<int> Numbers => Received.Select(r => (ushort)(r.SequenceNumber - Received[0].SequenceNumber) + 0);

    public int KeyFramesAsked => _from.Peer.Rtcp.Sum(CountKeyFrameRequests);

    public static byte[]? Descriptor(ReceivedRtp packet)
    {
        Assert.True(RtpPacket.TryParse(packet.Packet, out var rtp));
        return rtp.TryGetExtension(SubscribedDescriptorId, out var data) ? data.ToArray() : null;
    }

    public static string? PlayoutDelay(ReceivedRtp packet)
    {
        Assert.True(RtpPacket.TryParse(packet.Packet, out var rtp));
        return rtp.TryGetExtension(5, out var data) ? Convert.ToHexString(data) : null;
    }

    /// <summary>Sends a packet and lets it arrive.</summary>
    public void Send(byte[] payload, uint step = 0, bool marker = false, byte[]? descriptor = null)
    {
        _from.Peer.SendRtp(_stream, payload, step, marker, descriptor is null ? default : [DescriptorId, (byte)descriptor.Length, .. descriptor]);
        Wait(5);
    }

    /// <summary>A packet that is lost on its way here.</summary>
    public void Lose(uint step = 0)
    {
        _stream.NextSequenceNumber++;
        _stream.NextTimestamp += step;
    }

    public void SetLimit(LayerLimit limit) => _meeting.Core.SetLimit(_subscription, limit, _meeting.Now);

    public void Wait(int milliseconds) => _meeting.Network.Run(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>The subscriber reports how many of its packets were lost; the first report only begins to count.</summary>
    public void Report(uint highest, int lost)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = new RtcpWriter(buffer);
        Assert.True(writer.TryWriteReceiverReport(1, [new(_options.Ssrc, 0, lost, highest, 0, 0, 0)]));
        _to.Peer.SendRtcp(writer.Written);
        Wait(5);
    }

    /// <summary>The subscriber asks for a packet again.</summary>
    public void Nack(ushort sequenceNumber)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = new RtcpWriter(buffer);
        Assert.True(writer.TryWriteNack(1, _options.Ssrc, [sequenceNumber]));
        _to.Peer.SendRtcp(writer.Written);
        Wait(5);
    }

    private static int CountKeyFrameRequests(byte[] compound)
    {
        var count = 0;
        var reader = new RtcpReader(compound);
        while (reader.MoveNext())
        {
            count += reader.Current.IsPictureLossIndication ? 1 : 0;
        }

        return count;
    }
}
