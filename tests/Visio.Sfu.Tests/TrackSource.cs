using System.Buffers.Binary;
using System.Text;
using Visio.Rtc;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Sfu.Tests;

/// <summary>
/// Sends one track in steps of 20 ms: an audio packet each, or a video frame of three packets every second step. Every payload carries a
/// running number. Answers NACKs, by retransmission stream where negotiated, and key frame requests.
/// </summary>
internal sealed class TrackSource
{
    public const int PacketsPerFrame = 3;

    private readonly TestPeer _peer;
    private readonly Dictionary<ushort, (byte[] Payload, uint Timestamp, bool Marker)> _sent = [];
    private readonly int _level;
    private TestRtpStream _stream;
    private TestRtpStream _rtx;
    private bool _keyFrameWanted = true;
    private ushort _transportNumber;
    private ushort _pictureId;
    private byte _baseLayer;
    private int _inPattern;
    private Instant _lastReport;
    private double _sampleDrift;

    public TrackSource(TestPeer peer, PublicationId id, PublicationOptions options, uint ssrc, int level, int index = 0)
    {
        _peer = peer;
        Id = id;
        Options = options;
        _level = level;
        PacketLength = options.Kind == MediaKind.Audio ? 80 : 200;

        // Every encoding has numbers and a clock of its own.
        _stream = new(ssrc, options.PayloadType) { NextSequenceNumber = (ushort)(65_500 + (index * 77)), NextTimestamp = 0xFFFFF000 + ((uint)index * 123_457) };
        _pictureId = (ushort)(0x7FF0 + (index * 1_000));
        _baseLayer = (byte)(250 + (index * 40));
        _rtx = new(ssrc + 0x10000000, options.RtxPayloadType) { NextSequenceNumber = 100 };
    }

    public PublicationId Id { get; }

    public PublicationOptions Options { get; }

    public bool IsSending { get; set; } = true;

    /// <summary>Whether packets are kept for retransmission, where that is negotiated.</summary>
    public bool Keeps { get; set; } = true;

    /// <summary>Whether every packet carries the section's mid.</summary>
    public bool SendsMid { get; set; }

    /// <summary>The encoding's name, which every packet carries; null without simulcast.</summary>
    public string? Rid { get; set; }

    /// <summary>Running numbers given out so far: frames for video, packets for audio.</summary>
    public int Count { get; private set; }

    /// <summary>Steps of 20 ms from one frame to the next.</summary>
    public int StepsPerFrame { get; set; } = 2;

    /// <summary>Packets of each frame.</summary>
    public int PacketsInFrame { get; set; } = PacketsPerFrame;

    /// <summary>Whether key frames have three times as many.</summary>
    public bool HasLongKeyFrames { get; set; }

    /// <summary>Parts in a million by which the publisher's clock is fast, that of its samples and that of its reports.</summary>
    public double ClockDrift { get; set; }

    /// <summary>Bytes of payload in each packet.</summary>
    public int PacketLength { get; set; }

    /// <summary>Whether frames are in three temporal layers, of which the lowest has a quarter of them.</summary>
    public bool HasTemporalLayers { get; set; }

    public int KeyFramesSent { get; private set; }

    public int PictureLossIndications { get; private set; }

    public int Nacks { get; private set; }

    public int TransportFeedbacks { get; private set; }

    public int ReceiverReports { get; private set; }

    public uint Ssrc => _stream.Ssrc;

    /// <summary>Goes on under another SSRC, with other numbers, as after a browser recreated its sender.</summary>
    public void ChangeSsrc(uint ssrc)
    {
        _stream = new(ssrc, Options.PayloadType) { NextSequenceNumber = 7, NextTimestamp = 123_456 };
        _rtx = new(ssrc + 1, Options.RtxPayloadType);
        _sent.Clear();
        _keyFrameWanted = true;
        _pictureId = 5;
        _baseLayer = 1;
    }

    /// <summary>Lets the running numbers go on elsewhere.</summary>
    public void GoOnAt(ushort sequenceNumber, uint timestamp) => (_stream.NextSequenceNumber, _stream.NextTimestamp) = (sequenceNumber, timestamp);

    /// <summary>The next frame is a key frame, as where the picture gets another size.</summary>
    public void MakeKeyFrame() => _keyFrameWanted = true;

    /// <summary>Sends packets of nothing but padding, as browsers do to probe for bandwidth.</summary>
    public void SendPadding(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _peer.SendRtp(_stream, [], 0, marker: false, Extension());
        }
    }

    public void Act(long tick, Instant now)
    {
        if (!IsSending)
        {
            var step = Options.Kind == MediaKind.Audio ? 960u : 1800u;
            _stream.NextTimestamp += step;
            return;
        }

        if (now - _lastReport >= TimeSpan.FromSeconds(1))
        {
            _lastReport = now;
            SendReport(now);
        }

        if (Options.Kind == MediaKind.Audio)
        {
            var payload = new byte[PacketLength];
            BinaryPrimitives.WriteInt32BigEndian(payload, Count++);
            _sampleDrift += 960 * ClockDrift / 1e6;
            var drifted = (int)Math.Round(_sampleDrift);
            _sampleDrift -= drifted;
            Send(payload, marker: false, step: (uint)(960 + drifted));
        }
        else if (tick % StepsPerFrame == 0)
        {
            SendFrame();
        }
    }

    public void HandleRtcp(in RtcpPacket packet)
    {
        if (packet.Type == RtcpPacketType.TransportFeedback && packet.Count == RtcpFeedbackFormat.TransportWide)
        {
            TransportFeedbacks++;
        }

        if (packet.IsPictureLossIndication && packet.MediaSsrc == Ssrc)
        {
            PictureLossIndications++;
            _keyFrameWanted = true;
        }
        else if (GenericNack.TryParse(packet, out var nack) && packet.MediaSsrc == Ssrc)
        {
            foreach (var number in nack)
            {
                Nacks++;
                Resend(number);
            }
        }
        else if (ReportBlockReader.TryParse(packet, out var blocks))
        {
            foreach (var block in blocks)
            {
                ReceiverReports += block.Ssrc == Ssrc ? 1 : 0;
            }
        }
    }

    private void SendFrame()
    {
        var isKey = _keyFrameWanted;
        _keyFrameWanted = false;
        KeyFramesSent += isKey ? 1 : 0;

        // The usual pattern of three temporal layers; the first two frames above the lowest need nothing but that one (Y).
        _inPattern = isKey ? 0 : (_inPattern + 1) % 4;
        var layers = !HasTemporalLayers ? (byte)0 : _inPattern switch { 0 => (byte)0, 1 => (byte)0xA0, 2 => (byte)0x60, _ => (byte)0x80 };
        _baseLayer += (byte)(layers == 0 ? 1 : 0);
        var step = 1800u * (uint)StepsPerFrame;
        var packets = PacketsInFrame * (isKey && HasLongKeyFrames ? 3 : 1);
        for (var i = 0; i < packets; i++)
        {
            // RFC 7741 §4.2: X, S on the first; I, L, T; 15-bit picture id; TL0PICIDX; TID and Y.
            var payload = new byte[PacketLength];
            payload[0] = (byte)(i == 0 ? 0x90 : 0x80);
            payload[1] = 0xE0;
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(2), (ushort)(0x8000 | (_pictureId & 0x7FFF)));
            payload[4] = _baseLayer;
            payload[5] = layers;
            payload[6] = (byte)(isKey ? 0 : 1);
            BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(16), Count);
            payload[20] = (byte)i;
            payload[21] = (byte)(Rid?[0] ?? 0);
            payload[22] = (byte)packets;
            Send(payload, marker: i == packets - 1, step: i == packets - 1 ? step : 0);
        }

        Count++;
        _pictureId++;
    }

    private void Send(byte[] payload, bool marker, uint step)
    {
        if (Options.Nack && Keeps)
        {
            _sent[_stream.NextSequenceNumber] = (payload, _stream.NextTimestamp, marker);
        }

        _peer.SendRtp(_stream, payload, step, marker, Extension());
    }

    private byte[] Extension(bool isRepair = false)
    {
        var ids = Options.Extensions;
        var number = _transportNumber++;
        List<byte> extension = [(byte)((ids.TransportSequenceNumber << 4) | 1), (byte)(number >> 8), (byte)number];
        if (Options.Kind == MediaKind.Audio)
        {
            extension.AddRange([(byte)(ids.AudioLevel << 4), (byte)(0x80 | _level)]);
        }

        if (SendsMid)
        {
            extension.AddRange([(byte)((ids.Mid << 4) | (Options.Mid.Length - 1)), .. Encoding.ASCII.GetBytes(Options.Mid)]);
        }

        if (Rid is not null)
        {
            extension.AddRange([(byte)(((isRepair ? ids.RepairedRid : ids.Rid) << 4) | (Rid.Length - 1)), .. Encoding.ASCII.GetBytes(Rid)]);
        }

        return [.. extension];
    }

    private void Resend(ushort number)
    {
        if (!_sent.TryGetValue(number, out var packet))
        {
            return;
        }

        if (Options.RtxPayloadType != 0)
        {
            var payload = new byte[packet.Payload.Length + RtxPacket.HeaderLength];
            RtxPacket.WritePayload(number, packet.Payload, payload);
            _rtx.NextTimestamp = packet.Timestamp;
            _peer.SendRtp(_rtx, payload, 0, packet.Marker, Extension(isRepair: true));
            return;
        }

        var (sequenceNumber, timestamp) = (_stream.NextSequenceNumber, _stream.NextTimestamp);
        (_stream.NextSequenceNumber, _stream.NextTimestamp) = (number, packet.Timestamp);
        _peer.SendRtp(_stream, packet.Payload, 0, packet.Marker);
        (_stream.NextSequenceNumber, _stream.NextTimestamp) = (sequenceNumber, timestamp);
    }

    private void SendReport(Instant now)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = new RtcpWriter(buffer);
        var ntp = NtpTime.From(new DateTime(2025, 6, 1, 0, 0, 0, DateTimeKind.Utc)) + ((now - Instant.Zero) * (1 + (ClockDrift / 1e6)));
        writer.TryWrite(new SenderReport(Ssrc, ntp, _stream.NextTimestamp, 0, 0), []);
        _peer.SendRtcp(writer.Written);
    }
}
