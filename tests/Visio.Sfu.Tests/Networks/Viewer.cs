using System.Buffers.Binary;
using Visio.Rtc.Codecs;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Sfu.Tests.Networks;

/// <summary>
/// Somebody who receives one speaker as a browser does: gives transport-wide feedback, reports, asks for what is missing and for key frames,
/// and notes what could be heard and seen in time.
/// </summary>
internal sealed class Viewer
{
    private const byte Sound = 109;
    private const byte Redundant = 110;
    private const byte Pictures = 120;
    private const byte Repairs = 121;
    private static readonly HeaderExtensionIds Extensions = new() { Mid = 9, AudioLevel = 7, TransportSequenceNumber = 5 };

    /// <summary>How long a browser's jitter buffer holds sound back at most on a bad network, about.</summary>
    private static readonly TimeSpan Playout = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the next frame is waited for before a new beginning is asked for, besides two round trips.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan KeyFrameSpacing = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(500);

    private readonly Meeting _meeting;
    private readonly Participant _participant;
    private readonly TransportFeedbackRecorder _feedback = new();
    private readonly NackGenerator _missing = new();
    private readonly SubscriptionOptions _sound;
    private readonly SubscriptionOptions _pictures;
    private readonly ReceptionStatistics _soundReception;
    private readonly ReceptionStatistics _pictureReception;
    private readonly List<(int Number, Instant At)> _heard = [];
    private readonly int _firstSound;
    private readonly Instant _firstSoundAt;
    private Instant _lastKeyFrameRequest;
    private Instant _lastReport;

    public Viewer(Meeting meeting, Participant participant, TrackSource audio, TrackSource camera, bool takesRedundancy = false)
    {
        (_meeting, _participant) = (meeting, participant);
        _sound = Subscribe(audio.Id, isVideo: false, takesRedundancy);
        _pictures = Subscribe(camera.Id, isVideo: true);
        _soundReception = new(_sound.Ssrc, 48_000);
        _pictureReception = new(_pictures.Ssrc, 90_000);
        (_firstSound, _firstSoundAt) = (audio.Count, meeting.Now);
        participant.Watch = Take;
        participant.OnStep = Act;
    }

    /// <summary>To the server and back, by which requests are spaced.</summary>
    public TimeSpan RoundTripTime { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The subscription to the pictures.</summary>
    public SubscriptionId PicturesId { get; private set; }

    public PictureDecoder Decoder { get; } = new();

    public int KeyFramesAsked { get; private set; }

    /// <summary>Bytes that arrived, without UDP and IP.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes of sound among them.</summary>
    public long SoundBytes { get; private set; }

    /// <summary>The packets of sound in the order in which they arrived.</summary>
    public IReadOnlyList<(int Number, Instant At)> Heard => _heard;

    /// <summary>The share of the sound between two moments that was not there in time and had to be made up.</summary>
    public double Concealed(Instant from, Instant to)
    {
        if (_heard.Count == 0)
        {
            return 1;
        }

        // Held back by as much as the fastest packet needs no more.
        var fastest = _heard.Min(h => (h.At - SentAt(h.Number)).Ticks);
        var inTime = _heard.Where(h => SentAt(h.Number) >= from && SentAt(h.Number) < to && (h.At - SentAt(h.Number)).Ticks <= fastest + Playout.Ticks)
            .Select(h => h.Number).Distinct().Count();
        return 1 - (inTime / Math.Floor((to - from).TotalMilliseconds / 20));
    }

    private Instant SentAt(int number) => _firstSoundAt + TimeSpan.FromMilliseconds(20 * (number - _firstSound));

    private SubscriptionOptions Subscribe(PublicationId publication, bool isVideo, bool takesRedundancy = false)
    {
        var id = new SubscriptionId(_meeting.NextId());
        var options = new SubscriptionOptions
        {
            Mid = $"s{id.Value}",
            Ssrc = 0x50000000 + (uint)id.Value,
            RtxSsrc = isVideo ? 0x60000000 + (uint)id.Value : 0,
            PayloadType = isVideo ? Pictures : Sound,
            RtxPayloadType = isVideo ? Repairs : (byte)0,
            RedPayloadType = takesRedundancy ? Redundant : (byte)0,
            Nack = isVideo,
            Extensions = Extensions,
            Cname = "cname",
        };
        _meeting.Core.Subscribe(_participant.Id, id, publication, options, default, _meeting.Now);
        PicturesId = isVideo ? id : PicturesId;
        return options;
    }

    private void Take(ReceivedRtp received)
    {
        Bytes += received.Packet.Length;
        byte[] bytes = [.. received.Packet, 0, 0];
        var packet = bytes.AsSpan(0, received.Packet.Length);
        Assert.True(RtpPacket.TryParse(packet, out var rtp));
        if (rtp.TryGetExtension(Extensions.TransportSequenceNumber, out var number) && number.Length == 2)
        {
            _feedback.Record(BinaryPrimitives.ReadUInt16BigEndian(number), rtp.Marker, received.At);
        }

        if (rtp.Ssrc == _sound.Ssrc)
        {
            _soundReception.OnPacket(rtp.SequenceNumber, rtp.Timestamp, received.At);
            SoundBytes += rtp.Payload.Length;
            if (rtp.PayloadType == Sound)
            {
                _heard.Add((BinaryPrimitives.ReadInt32BigEndian(rtp.Payload), received.At));
                return;
            }

            Assert.Equal(Redundant, rtp.PayloadType);
            for (var back = RedPayload.CountRedundant(rtp.Payload); back >= 0; back--)
            {
                Assert.True(RedPayload.TryFind(rtp.Payload, back, out var block));
                _heard.Add((BinaryPrimitives.ReadInt32BigEndian(rtp.Payload[block.Offset..]), received.At));
            }

            return;
        }

        if (rtp.Ssrc == _pictures.RtxSsrc)
        {
            if (rtp.Payload.IsEmpty || !RtxPacket.TryRestore(packet, _pictures.Ssrc, Pictures, out packet) || !RtpPacket.TryParse(packet, out rtp))
            {
                return;
            }
        }
        else
        {
            _pictureReception.OnPacket(rtp.SequenceNumber, rtp.Timestamp, received.At);
        }

        _missing.OnPacket(rtp.SequenceNumber, received.At);
        if (!rtp.Payload.IsEmpty)
        {
            Decoder.Take(rtp.Payload, received.At);
        }
    }

    private void Act(Instant now)
    {
        Span<byte> buffer = stackalloc byte[1180];
        while (_feedback.TryWrite(now, 1, _pictures.Ssrc, buffer, out var length))
        {
            _participant.Peer.SendRtcp(buffer[..length]);
        }

        var writer = new RtcpWriter(buffer);
        if (now - _lastReport >= ReportInterval)
        {
            _lastReport = now;
            var blocks = new List<ReportBlock>();
            foreach (var reception in (ReceptionStatistics[])[_soundReception, _pictureReception])
            {
                if (reception.TryReport(now, out var block))
                {
                    blocks.Add(block);
                }
            }

            if (blocks.Count > 0)
            {
                writer.TryWriteReceiverReport(1, [.. blocks]);
            }
        }

        _missing.RoundTripTime = RoundTripTime;
        Span<ushort> numbers = stackalloc ushort[NackGenerator.Capacity];
        if (_missing.Collect(now, numbers) is > 0 and var count)
        {
            writer.TryWriteNack(1, _pictures.Ssrc, numbers[..count]);
        }

        Decoder.Patience = RoundTripTime + TimeSpan.FromMilliseconds(80);
        Decoder.Show(now);

        // What waits behind a hole for longer than a repair takes waits for nothing.
        if (Decoder.WaitsSince != Instant.Never && now - Decoder.WaitsSince > Patience + (RoundTripTime * 2) && now - _lastKeyFrameRequest > KeyFrameSpacing)
        {
            _lastKeyFrameRequest = now;
            KeyFramesAsked++;
            writer.TryWritePictureLossIndication(1, _pictures.Ssrc);
        }

        if (writer.Length > 0)
        {
            _participant.Peer.SendRtcp(writer.Written);
        }
    }
}
