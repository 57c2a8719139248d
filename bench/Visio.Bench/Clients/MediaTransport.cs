using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Visio.Rtc;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Rtp;
using Visio.Rtc.Srtp;
using Visio.Rtc.Time;
using Visio.Sfu.Loop;

namespace Visio.Bench.Clients;

/// <summary>One peer connection of a client on a socket of its own. Owned by the media thread.</summary>
internal sealed class MediaTransport : IDisposable
{
    private const uint ReporterSsrc = 1;
    private const int ReceiveBuffer = 1 << 20;
    private const int MaxBlocks = 31;
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly MediaThread _thread;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Dictionary<uint, IncomingStream> _incoming = [];
    private readonly Dictionary<uint, IncomingStream> _repairs = [];
    private readonly TransportFeedbackRecorder _arrivals = new();
    private readonly byte[] _buffer = new byte[2048];
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TransportAddress _server;
    private Instant _nextReport;
    private ushort _transportNumber;
    private byte _transportNumberId;

    public MediaTransport(MediaThread thread, DtlsCertificate certificate, IceCredentials credentials)
    {
        _thread = thread;
        Peer = new(new() { Credentials = credentials, Certificate = certificate, Random = SystemRandomSource.Instance, Controlling = true });
        _socket.ReceiveBufferSize = ReceiveBuffer;
        _socket.Blocking = false;
        if (thread.NotesTimes)
        {
            ReceiveBatch.NoteTimes(_socket);
        }
    }

    public RtcPeer Peer { get; }

    /// <summary>Completes when the first packet of media has come.</summary>
    public Task Heard => _heard.Task;

    public int Descriptor => (int)_socket.Handle;

    public List<OutgoingStream> Outgoing { get; } = [];

    public IReadOnlyCollection<IncomingStream> Incoming => _incoming.Values;

    public ushort NextTransportNumber() => ++_transportNumber;

    /// <summary>Begins to connect, or takes over what another description says.</summary>
    public void Connect(RemoteDescription remote, IPEndPoint? server, Instant now)
    {
        Peer.SetRemote(remote, now);
        AddCandidate(server, now);
        HandleTimers(now);
    }

    /// <summary>Takes the first address there is.</summary>
    public void AddCandidate(IPEndPoint? server, Instant now)
    {
        if (_server == default && server is not null)
        {
            _server = TransportAddress.From(server);
            _socket.Connect(server);
            Peer.AddRemoteCandidate(_server, now);
            HandleTimers(now);
        }
    }

    /// <summary>Expects a stream; one that is known stays as it is.</summary>
    public void Expect(IncomingStream stream, uint repairSsrc, byte transportNumberId)
    {
        _transportNumberId = transportNumberId != 0 ? transportNumberId : _transportNumberId;
        if (_incoming.TryAdd(stream.Ssrc, stream) && repairSsrc != 0)
        {
            _repairs[repairSsrc] = stream;
        }
    }

    /// <summary>Takes everything that has arrived.</summary>
    public void Receive(ReceiveBatch batch, Instant now)
    {
        int count;
        do
        {
            count = batch.Receive(Descriptor);
            for (var i = 0; i < count; i++)
            {
                if (_thread.Loses(batch.Datagram(i)))
                {
                    continue;
                }

                if (!_thread.Checks() && TryCount(batch.Datagram(i), now))
                {
                    continue;
                }

                var sink = new Sink(this, batch.TimeOf(i));
                if (Peer.HandleDatagram(batch.Datagram(i), _server, now, ref sink) != DropReason.None)
                {
                    _thread.Counters.Dropped++;
                }
            }
        }
        while (count == ReceiveBatch.Capacity);

        Drain(now);
    }

    /// <summary>Counts a packet by its header, which is not encrypted (RFC 3711 §3.1); false for what has to be looked into.</summary>
    private bool TryCount(ReadOnlySpan<byte> datagram, Instant now)
    {
        const byte Padding = 0x20;
        if (Peer.Srtp is not { } srtp || datagram.Length < RtpHeader.FixedLength || datagram[0] < 128 || (datagram[0] & Padding) != 0
            || (datagram[1] & 0x7F) is >= 64 and <= 95 || !RtpPacket.TryParse(datagram[..^srtp.RtpOverhead], out var packet) || !_incoming.TryGetValue(packet.Ssrc, out var stream))
        {
            return false;
        }

        Note(packet, now);
        stream.Count(packet, now);
        return true;
    }

    /// <summary>Runs what is due.</summary>
    public void HandleTimers(Instant now)
    {
        if (Peer.NextTimeout <= now)
        {
            Peer.HandleTimeout(now);
        }

        Drain(now);
        if (Peer.Srtp is null)
        {
            return;
        }

        foreach (var stream in _incoming.Values)
        {
            if (stream.Nacks.Due <= now)
            {
                Ask(stream, now);
            }
        }

        if (now >= _nextReport)
        {
            _nextReport = now + ReportInterval;
            Report(now);
        }
    }

    /// <summary>Sends the report on what has arrived, if it is due.</summary>
    public void ReportArrivals(Instant now)
    {
        if (_transportNumberId == 0 || Peer.Srtp is null)
        {
            return;
        }

        Span<byte> report = stackalloc byte[1200];
        while (_arrivals.TryWrite(now, ReporterSsrc, 0, report, out var length))
        {
            SendRtcp(report[..length]);
        }
    }

    /// <summary>Encrypts a packet of media, which leaves with the others that are due now.</summary>
    public void SendRtp(SrtpSendStream stream, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) =>
        _thread.Outgoing.Add(Peer.Srtp!.ProtectRtp(stream, header, payload, _thread.Outgoing.Next(Descriptor)));

    public void Dispose()
    {
        Peer.Dispose();
        _socket.Dispose();
    }

    private void Send(ReadOnlySpan<byte> datagram)
    {
        // A full buffer loses the datagram, as a network does; it is then missed and asked for.
        _socket.Send(datagram, SocketFlags.None, out _);
    }

    private void Drain(Instant now)
    {
        while (Peer.TryPollEvent(out var e))
        {
            if (e.Kind == RtcPeerEventKind.Failed)
            {
                _thread.Counters.Failed++;
                _thread.Note($"a transport failed: {e.Reason}");
            }
        }

        while (_server != default && Peer.TryPollTransmit(_buffer, out var length, out _, now))
        {
            Send(_buffer.AsSpan(0, length));
        }
    }

    private void SendRtcp(ReadOnlySpan<byte> compound)
    {
        Span<byte> datagram = stackalloc byte[1500];
        Send(datagram[..Peer.Srtp!.ProtectRtcp(compound, datagram)]);
    }

    private void Ask(IncomingStream stream, Instant now)
    {
        Span<ushort> missing = stackalloc ushort[NackGenerator.Capacity];
        var count = stream.Nacks.Collect(now, missing);
        var writer = new RtcpWriter(stackalloc byte[1200]);
        if (count > 0 && writer.TryWriteReceiverReport(ReporterSsrc, []) && writer.TryWriteNack(ReporterSsrc, stream.Ssrc, missing[..count]))
        {
            SendRtcp(writer.Written);
        }
    }

    private void Report(Instant now)
    {
        Span<byte> compound = stackalloc byte[1200];
        foreach (var stream in Outgoing)
        {
            var writer = new RtcpWriter(compound);
            writer.TryWrite(stream.Report(now, _thread.WallClock), []);
            writer.TryWriteCname(stream.Ssrc, "load"u8);
            SendRtcp(writer.Written);
        }

        Span<ReportBlock> blocks = stackalloc ReportBlock[MaxBlocks];
        var count = 0;
        foreach (var stream in _incoming.Values)
        {
            if (stream.Reception.TryReport(now, out var block))
            {
                blocks[count++] = block;
            }

            if (count == MaxBlocks)
            {
                SendBlocks(blocks, compound);
                count = 0;
            }
        }

        if (count > 0)
        {
            SendBlocks(blocks[..count], compound);
        }
    }

    private void SendBlocks(ReadOnlySpan<ReportBlock> blocks, Span<byte> compound)
    {
        var writer = new RtcpWriter(compound);
        writer.TryWriteReceiverReport(ReporterSsrc, blocks);
        writer.TryWriteCname(ReporterSsrc, "load"u8);
        SendRtcp(writer.Written);
    }

    private void OnRtp(Span<byte> bytes, Instant now, long arrivedAt)
    {
        if (!RtpPacket.TryParse(bytes, out var packet))
        {
            _thread.Counters.Corrupt++;
            return;
        }

        Note(packet, now);
        if (_incoming.TryGetValue(packet.Ssrc, out var stream))
        {
            if (stream.Take(packet, now, isRepair: false) is { } origin)
            {
                _heard.TrySetResult();
                _thread.NoteDelay(origin.Source, origin.Number, arrivedAt);
            }
        }
        else if (_repairs.TryGetValue(packet.Ssrc, out stream))
        {
            if (RtxPacket.TryRestore(bytes, stream.Ssrc, stream.PayloadType, out var original) && RtpPacket.TryParse(original, out var restored))
            {
                stream.Take(restored, now, isRepair: true);
            }
            else
            {
                _thread.Counters.Padding++;
            }
        }
        else
        {
            _thread.Counters.Dropped++;
        }
    }

    /// <summary>For the report on what arrives.</summary>
    private void Note(in RtpPacket packet, Instant now)
    {
        if (_transportNumberId != 0 && packet.TryGetExtension(_transportNumberId, out var number))
        {
            _arrivals.Record(BinaryPrimitives.ReadUInt16BigEndian(number), packet.Marker, now);
        }
    }

    private void OnRtcp(ReadOnlySpan<byte> compound, Instant now)
    {
        foreach (var packet in new RtcpReader(compound))
        {
            if (SenderReport.TryParse(packet, out var report))
            {
                if (_incoming.TryGetValue(report.Ssrc, out var stream))
                {
                    stream.Reception.OnSenderReport(report.Ntp, now);
                }
            }
            else if (GenericNack.TryParse(packet, out var nack))
            {
                if (FindOutgoing(packet.MediaSsrc) is { } stream)
                {
                    foreach (var sequence in nack)
                    {
                        stream.Resend(this, sequence, now);
                    }
                }
            }
            else if (packet.IsPictureLossIndication)
            {
                WantKeyFrame(packet.MediaSsrc);
            }
            else if (FullIntraRequest.TryParse(packet, out var request))
            {
                while (request.MoveNext())
                {
                    WantKeyFrame(request.MediaSsrc);
                }
            }
        }
    }

    private void WantKeyFrame(uint ssrc)
    {
        if (FindOutgoing(ssrc) is { } stream)
        {
            stream.IsKeyFrameWanted = true;
        }
    }

    private OutgoingStream? FindOutgoing(uint ssrc) => Outgoing.Find(o => o.Ssrc == ssrc);

    private readonly struct Sink(MediaTransport owner, long arrivedAt) : IRtcSink
    {
        public DropReason OnRtp(RtcPeer peer, Span<byte> packet, Instant now)
        {
            owner.OnRtp(packet, now, arrivedAt);
            return DropReason.None;
        }

        public DropReason OnRtcp(RtcPeer peer, ReadOnlySpan<byte> packet, Instant now)
        {
            owner.OnRtcp(packet, now);
            return DropReason.None;
        }
    }
}
