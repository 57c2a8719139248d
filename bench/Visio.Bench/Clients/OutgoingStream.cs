using System.Buffers.Binary;
using Visio.Rtc;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Rtc.Srtp;
using Visio.Rtc.Time;

namespace Visio.Bench.Clients;

/// <summary>One stream a client publishes, on its own schedule: sound, or one layer of a picture.</summary>
/// <param name="source">The number its payloads carry; different for every stream of the process.</param>
/// <param name="format">What it sends.</param>
/// <param name="counters">Where it is counted.</param>
internal sealed class OutgoingStream(uint source, StreamFormat format, LoadCounters counters)
{
    private const int History = 2048;
    private const int MaxPacket = 1500;
    private static readonly TimeSpan BurstInterval = TimeSpan.FromMilliseconds(5);
    private static readonly byte[] LevelOfSpeech = [0x80 | 30];

    private readonly SentPacket[] _history = new SentPacket[History];
    private readonly byte[] _plain = new byte[MaxPacket];
    private SrtpSendStream? _stream;
    private SrtpSendStream? _repairStream;
    private SenderStatistics _statistics;
    private ushort _sequence = (ushort)(source * 977);
    private ushort _repairSequence;
    private uint _number;
    private uint _timestamp = source * 90_001;
    private int _picture;
    private bool _isKey;
    private int _packets;
    private int _left;
    private Instant _nextFrame;

    public StreamFormat Format => format;

    public uint Ssrc { get; } = 0x10000 + (source * 2);

    public uint RepairSsrc { get; } = 0x10001 + (source * 2);

    public uint Source => source;

    public ExtensionIds Extensions { get; set; } = new();

    /// <summary>When the next packet is due.</summary>
    public Instant Due { get; set; } = Instant.Never;

    /// <summary>Whether the next frame is to be a key frame.</summary>
    public bool IsKeyFrameWanted { get; set; } = true;

    /// <summary>When a packet was sent, in ticks of civil time; 0 when that is too long ago.</summary>
    public long SentAt(uint number) => _history[number % History] is { SentAt: > 0 } sent && sent.Number == number ? sent.SentAt : 0;

    /// <summary>Sends what is due: a frame, or the next packets of one that is spread over time.</summary>
    public void SendDue(MediaTransport transport, Instant now)
    {
        if (_left == 0)
        {
            BeginFrame();
        }

        for (var burst = Math.Min(_left, format.BurstPackets); burst > 0; burst--)
        {
            SendNext(transport, now);
        }

        // A client that was not scheduled for long goes on from here, as a camera does.
        Due = _left > 0 ? now + BurstInterval : _nextFrame < now ? now + format.FrameInterval : _nextFrame;
    }

    /// <summary>Leaves out what was due before now, as if it had been switched off meanwhile; its phase and its clock stay.</summary>
    public void Skip(Instant now)
    {
        for (; Due < now; Due += format.FrameInterval)
        {
            _timestamp += format.TimestampStep;
        }
    }

    /// <summary>Sends again what the server asks for, as a retransmission (RFC 4588).</summary>
    public void Resend(MediaTransport transport, ushort sequence, Instant now)
    {
        var back = (ushort)((ushort)(_sequence - 1) - sequence);
        var sent = _history[(_number - back) % History];
        if (back < History && sent.Sequence == sequence && sent.SentAt > 0 && format.Kind == MediaKind.Video)
        {
            Send(transport, sent, isRepair: true, now);
            counters.Resent++;
        }
    }

    public SenderReport Report(Instant now, WallClock clock) => _statistics.Report(Ssrc, format.ClockRate, now, clock);

    private void BeginFrame()
    {
        _isKey = format.Kind == MediaKind.Video && IsKeyFrameWanted;
        IsKeyFrameWanted &= !_isKey;
        counters.KeyFrames += _isKey ? 1 : 0;
        _picture = (_picture + 1) & 0x7FFF;
        _timestamp += format.TimestampStep;
        _nextFrame = Due + format.FrameInterval;
        _left = _packets = _isKey ? format.KeyFramePackets : format.FramePackets;
    }

    private void SendNext(MediaTransport transport, Instant now)
    {
        var isStart = _left == _packets;
        var isLast = --_left == 0;
        var sent = new SentPacket
        {
            Number = ++_number,
            Sequence = _sequence++,
            Timestamp = _timestamp,
            Marker = format.Kind == MediaKind.Video && isLast,
            IsStart = isStart,
            IsKey = _isKey,
            Picture = _picture,
            Length = isLast ? format.LastPacketSize(_picture) : format.PacketSize,
            SentAt = DateTime.UtcNow.Ticks,
        };
        _history[sent.Number % History] = sent;
        Send(transport, sent, isRepair: false, now);
        _statistics.OnPacket(_timestamp, sent.Length, now);
        counters.Sent++;
    }

    private void Send(MediaTransport transport, in SentPacket sent, bool isRepair, Instant now)
    {
        var srtp = transport.Peer.Srtp!;
        _stream ??= srtp.OpenSendStream(Ssrc);
        _repairStream ??= srtp.OpenSendStream(RepairSsrc);
        Span<byte> header = stackalloc byte[64];
        var writer = new RtpHeaderWriter(header, isRepair
            ? new(sent.Marker, format.RepairPayloadType, _repairSequence++, sent.Timestamp, RepairSsrc)
            : new(sent.Marker, format.PayloadType, sent.Sequence, sent.Timestamp, Ssrc));
        writer.AddTransportSequenceNumber(Extensions.TransportSequenceNumber, transport.NextTransportNumber());
        writer.Add(Extensions.AbsoluteSendTime, AbsoluteSendTime.From(now));
        if (format.Kind == MediaKind.Audio)
        {
            writer.Add(Extensions.AudioLevel, LevelOfSpeech);
        }

        if (format.Rid.Length > 0)
        {
            writer.Add(Extensions.Mid, format.MidBytes);
            writer.Add(isRepair ? Extensions.RepairedRid : Extensions.Rid, format.RidBytes);
        }

        var headerLength = writer.Finish();
        var length = WritePayload(sent, isRepair);
        transport.SendRtp(isRepair ? _repairStream : _stream, header[..headerLength], _plain.AsSpan(0, length));
    }

    private int WritePayload(in SentPacket sent, bool isRepair)
    {
        var start = isRepair ? RtxPacket.HeaderLength : 0;
        if (isRepair)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_plain, sent.Sequence);
        }

        var payload = _plain.AsSpan(start, sent.Length);
        if (format.Kind == MediaKind.Video)
        {
            var frame = new Vp8Frame(sent.IsStart, sent.IsKey, sent.Picture, sent.Picture & 0xFF, format.Width, format.Height);
            frame.Write(payload);
            payload = payload[frame.Length..];
        }

        NumberedPayload.Write(payload, source, sent.Number);
        return start + sent.Length;
    }

    private struct SentPacket
    {
        public uint Number;
        public ushort Sequence;
        public uint Timestamp;
        public bool Marker;
        public bool IsStart;
        public bool IsKey;
        public int Picture;
        public int Length;
        public long SentAt;
    }
}
