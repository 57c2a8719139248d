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
    private ushort _pictureId = 0x7FF0;
    private byte _baseLayer = 250;
    private Instant _lastReport;

    public TrackSource(TestPeer peer, PublicationId id, PublicationOptions options, uint ssrc, int level)
    {
        _peer = peer;
        Id = id;
        Options = options;
        _level = level;
        _stream = new(ssrc, options.PayloadType) { NextSequenceNumber = 65_500, NextTimestamp = 0xFFFFF000 };
        _rtx = new(ssrc + 0x10000000, options.RtxPayloadType) { NextSequenceNumber = 100 };
    }

    public PublicationId Id { get; }

    public PublicationOptions Options { get; }

    public bool IsSending { get; set; } = true;

    /// <summary>Whether every packet carries the section's mid.</summary>
    public bool SendsMid { get; set; }

    /// <summary>The encoding's name, which every packet carries; null without simulcast.</summary>
    public string? Rid { get; set; }

    /// <summary>Running numbers given out so far: frames for video, packets for audio.</summary>
    public int Count { get; private set; }

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
            var payload = new byte[80];
            BinaryPrimitives.WriteInt32BigEndian(payload, Count++);
            Send(payload, marker: false, step: 960);
        }
        else if (tick % 2 == 0)
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
        for (var i = 0; i < PacketsPerFrame; i++)
        {
            // RFC 7741 §4.2: X, S on the first; I, L, T; 15-bit picture id; TL0PICIDX; TID 0.
            var payload = new byte[200];
            payload[0] = (byte)(i == 0 ? 0x90 : 0x80);
            payload[1] = 0xE0;
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(2), (ushort)(0x8000 | (_pictureId & 0x7FFF)));
            payload[4] = _baseLayer;
            payload[5] = 0;
            payload[6] = (byte)(isKey ? 0 : 1);
            BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(16), Count);
            payload[20] = (byte)i;
            payload[21] = (byte)(Rid?[0] ?? 0);
            Send(payload, marker: i == PacketsPerFrame - 1, step: i == PacketsPerFrame - 1 ? 3600u : 0);
        }

        Count++;
        _pictureId++;
        _baseLayer++;
    }

    private void Send(byte[] payload, bool marker, uint step)
    {
        if (Options.Nack)
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
        var ntp = NtpTime.From(new DateTime(2025, 6, 1, 0, 0, 0, DateTimeKind.Utc)) + (now - Instant.Zero);
        writer.TryWrite(new SenderReport(Ssrc, ntp, _stream.NextTimestamp, 0, 0), []);
        _peer.SendRtcp(writer.Written);
    }
}
