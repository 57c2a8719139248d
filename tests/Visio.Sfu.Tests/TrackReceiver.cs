using System.Buffers.Binary;
using Visio.Rtc;
using Visio.Rtc.Codecs;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Testing;

namespace Visio.Sfu.Tests;

/// <summary>Receives one subscription as a browser does: puts packets in order, asks for what is missing, reports.</summary>
internal sealed class TrackReceiver(SubscriptionId id, SubscriptionOptions options, TrackSource source)
{
    private readonly SortedDictionary<long, Received> _packets = [];
    private SequenceUnwrapper _sequence;

    public SubscriptionId Id => id;

    public SubscriptionOptions Options => options;

    /// <summary>Whether what is missing is asked for.</summary>
    public bool SendsNacks { get; set; } = true;

    /// <summary>Whether packets are kept.</summary>
    public bool Keeps { get; set; } = true;

    /// <summary>Packets in the order of their sequence numbers.</summary>
    public IReadOnlyCollection<Received> Packets => _packets.Values;

    public int Count { get; private set; }

    /// <summary>The last report of the sender of this stream.</summary>
    public SenderReport? Report { get; private set; }

    /// <summary>The encoding each packet is of, in the order of arrival, for simulcast.</summary>
    public string Rids { get; private set; } = "";

    public int Repairs { get; private set; }

    public int Duplicates { get; private set; }

    /// <summary>Packets of nothing but padding on the stream of retransmissions.</summary>
    public int Paddings { get; private set; }

    /// <summary>Sequence numbers between the first and the last received that are missing.</summary>
    public IEnumerable<long> Missing()
    {
        var next = -1L;
        foreach (var number in _packets.Keys)
        {
            for (; next >= 0 && next < number; next++)
            {
                yield return next;
            }

            next = number + 1;
        }
    }

    public void Take(ReceivedRtp rtp)
    {
        var packet = rtp.Packet;
        if (rtp.Ssrc == options.RtxSsrc && options.RtxSsrc != 0)
        {
            Assert.Equal(options.RtxPayloadType, rtp.PayloadType);
            Assert.True(RtpPacket.TryParse(packet, out var repair));
            if (repair.Payload.IsEmpty)
            {
                Paddings++;
                return;
            }

            packet = [.. packet, 0, 0];
            Assert.True(RtxPacket.TryRestore(packet.AsSpan(0, rtp.Packet.Length), options.Ssrc, options.PayloadType, out var original));
            packet = original.ToArray();
            Repairs++;
        }
        else if (rtp.Ssrc != options.Ssrc)
        {
            return;
        }

        Assert.True(RtpPacket.TryParse(packet, out var view));
        Assert.Equal(options.PayloadType, view.PayloadType);
        Assert.True(view.TryGetExtension(options.Extensions.Mid, out var mid));
        Assert.Equal(options.Mid, System.Text.Encoding.ASCII.GetString(mid));
        Count++;
        var number = _sequence.Unwrap(view.SequenceNumber);
        if (!Keeps)
        {
            return;
        }

        if (_packets.ContainsKey(number))
        {
            Duplicates++;
            return;
        }

        var level = view.TryGetExtension(options.Extensions.AudioLevel, out var data) ? data[0] : (byte?)null;
        Vp8Descriptor vp8 = default;
        var isVideo = source.Options.Kind == MediaKind.Video;
        Assert.True(!isVideo || view.Payload.IsEmpty || Vp8Descriptor.TryParse(view.Payload, out vp8));
        var running = view.Payload.Length < 20 ? -1 : BinaryPrimitives.ReadInt32BigEndian(view.Payload[(isVideo ? 16 : 0)..]);
        var rid = isVideo && view.Payload.Length > 21 && view.Payload[21] != 0 ? ((char)view.Payload[21]).ToString() : "";
        Rids += rid;
        _packets.Add(number, new(number, view.Timestamp, view.Marker, running, level, vp8, rid));
    }

    public void HandleRtcp(in RtcpPacket packet)
    {
        if (SenderReport.TryParse(packet, out var report) && report.Ssrc == options.Ssrc)
        {
            Report = report;
        }
    }

    /// <summary>When a packet was captured, on the clock the sender's reports give; in seconds.</summary>
    public double CaptureTime(Received packet)
    {
        var report = Report!.Value;
        return (report.Ntp.Value / 4294967296.0) + ((int)(packet.Timestamp - report.RtpTimestamp) / (double)source.Options.ClockRate);
    }

    public void Act(TestPeer peer, long tick)
    {
        if (SendsNacks && tick % 4 == 0)
        {
            var missing = Missing().Where(n => n > _sequence.Highest - 100).Select(n => (ushort)n).ToArray();
            Send(peer, (ref RtcpWriter w) => missing.Length > 0 && w.TryWriteNack(1, options.Ssrc, missing));
        }
    }

    /// <summary>Reports the totals of this stream to its sender.</summary>
    public void SendReport(TestPeer peer, uint highest, int lost, uint jitter) =>
        Send(peer, (ref RtcpWriter w) => w.TryWriteReceiverReport(1, [new(options.Ssrc, 0, lost, highest, jitter, 0, 0)]));

    public void RequestKeyFrame(TestPeer peer) => Send(peer, (ref RtcpWriter w) => w.TryWritePictureLossIndication(1, options.Ssrc));

    private static void Send(TestPeer peer, Writing write)
    {
        Span<byte> buffer = stackalloc byte[600];
        var writer = new RtcpWriter(buffer);
        if (write(ref writer))
        {
            peer.SendRtcp(writer.Written);
        }
    }

    private delegate bool Writing(ref RtcpWriter writer);

    /// <summary>What a test looks at; Running is the running number of the frame or sound packet at the source, -1 for padding.</summary>
    internal sealed record Received(long Number, uint Timestamp, bool Marker, int Running, byte? Level, Vp8Descriptor Vp8, string Rid);
}
