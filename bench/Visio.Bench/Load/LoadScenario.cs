using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using Visio.Rtc;
using Visio.Rtc.CongestionControl;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;
using Visio.Sfu;
using Visio.Sfu.Loop;
using Visio.Testing;

namespace Visio.Bench.Load;

/// <summary>A real media server on loopback with one publisher and its viewers, all clients pumped by one thread of their own.</summary>
internal sealed class LoadScenario : IDisposable
{
    private const int VideoPayload = 1_072;
    private const int AudioPayload = 92;
    private const int FramesPerSecond = 30;
    private const byte NumberId = 5;
    private const double VideoPacketsPerFrame = 156.0 / FramesPerSecond;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly MediaServer _server = new(new() { BindAddress = IPAddress.Loopback, Port = 0 }, TimeProvider.System);
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
    private readonly MediaRoom _room;
    private readonly SocketPeer _publisher;
    private readonly List<SocketPeer> _viewers = [];
    private readonly TestRtpStream _video = new(1000, 96);
    private readonly TestRtpStream _audio = new(1001, 111);
    private readonly bool _isNumbered;
    private readonly List<TransportFeedbackRecorder> _arrivals = [];
    private readonly byte[] _videoPayload = new byte[VideoPayload];
    private readonly byte[] _audioPayload = new byte[AudioPayload];
    private readonly double _memoryPerViewer;
    private long _received;
    private int _frames;
    private int _sounds;
    private double _videoOwed;

    /// <param name="viewers">How many.</param>
    /// <param name="isNumbered">Whether what they get carries transport-wide numbers, on which they report as browsers do.</param>
    public LoadScenario(int viewers, bool isNumbered)
    {
        _isNumbered = isNumbered;
        _room = _server.OpenRoom("load");
        _publisher = Join(out var publisherId);
        var video = _room.Publish(publisherId, Options(MediaKind.Video, MediaCodec.Vp8, "v", _video, 90_000));
        var audio = _room.Publish(publisherId, Options(MediaKind.Audio, MediaCodec.Opus, "a", _audio, 48_000));
        PumpUntil(() => _publisher.Peer.Peer.IsConnected);
        var before = Environment.WorkingSet;
        for (var i = 0; i < viewers; i++)
        {
            var viewer = Join(out var id);
            viewer.Peer.Recording = false;
            var arrivals = new TransportFeedbackRecorder();
            viewer.Peer.OnRtp = (packet, now) => Take(packet, arrivals, now);
            _arrivals.Add(arrivals);
            _viewers.Add(viewer);
            _room.Subscribe(id, video, Options("v", 2000, 120));
            _room.Subscribe(id, audio, Options("a", 2001, 109));
            PumpUntil(() => viewer.Peer.Peer.IsConnected);
        }

        Send(WarmUp);
        _memoryPerViewer = Math.Max(0, Environment.WorkingSet - before) / (double)viewers;
    }

    /// <summary>Sends for a while and measures the server.</summary>
    public LoadResult Run(TimeSpan time)
    {
        var before = Settle();
        var receivedBefore = _received;
        var start = Stopwatch.GetTimestamp();
        Send(time);
        var elapsed = Stopwatch.GetElapsedTime(start);
        var after = Settle();
        var forwarded = after.PacketsForwarded - before.PacketsForwarded;
        var cpu = after.LoopCpuTime - before.LoopCpuTime;
        return new(
            cpu.TotalNanoseconds / forwarded,
            forwarded / elapsed.TotalSeconds,
            1 - ((_received - receivedBefore) / (double)forwarded),
            _memoryPerViewer,
            cpu / elapsed);
    }

    public void Dispose()
    {
        _room.Close();
        _server.Dispose();
        _publisher.Dispose();
        _viewers.ForEach(v => v.Dispose());
        _certificate.Dispose();
    }

    private static PublicationOptions Options(MediaKind kind, MediaCodec codec, string mid, TestRtpStream stream, int clockRate) => new()
    {
        Kind = kind, Codec = codec, Mid = mid, Ssrc = stream.Ssrc, PayloadType = stream.PayloadType, ClockRate = clockRate, Nack = true, Extensions = new(),
    };

    private SubscriptionOptions Options(string mid, uint ssrc, byte payloadType) => new()
    {
        Mid = mid, Ssrc = ssrc, PayloadType = payloadType, Nack = true, Extensions = new() { Mid = 4, TransportSequenceNumber = _isNumbered ? NumberId : (byte)0 }, Cname = "load",
    };

    private SocketPeer Join(out PeerId id)
    {
        var credentials = IceCredentials.Create(SystemRandomSource.Instance);
        id = _room.AddPeer(new("peer", credentials));
        var peer = new TestPeer(_certificate, SystemRandomSource.Instance);
        _room.SetRemote(id, peer.Describe(DtlsRole.Client));
        peer.Peer.SetRemote(new(credentials, _server.Fingerprint, DtlsRole.Server, 262_144), Now());
        peer.Peer.AddRemoteCandidate(TransportAddress.From(_server.Candidates[0]), Now());
        return new(peer, _server.Candidates[0]);
    }

    /// <summary>Takes the totals once everything under way has arrived and the loop has told its CPU time.</summary>
    private MediaServerStats Settle()
    {
        var until = Now() + TimeSpan.FromMilliseconds(300);
        PumpUntil(() => Now() >= until);
        return _server.Snapshot();
    }

    private void Send(TimeSpan time)
    {
        var start = Now();
        var (framesBefore, soundsBefore) = (_frames, _sounds);
        while (Now() - start < time)
        {
            var elapsed = (Now() - start).TotalSeconds;
            for (; _frames - framesBefore < elapsed * FramesPerSecond; _frames++)
            {
                SendFrame();
            }

            for (; _sounds - soundsBefore < elapsed * 50; _sounds++)
            {
                _publisher.Peer.SendRtp(_audio, _audioPayload, 960);
            }

            Pump();
        }
    }

    private void SendFrame()
    {
        // RFC 7741 §4.2: the first byte says where a frame starts; every 100th is a key frame.
        _videoOwed += VideoPacketsPerFrame;
        var packets = (int)_videoOwed;
        _videoOwed -= packets;
        for (var i = 0; i < packets; i++)
        {
            _videoPayload[0] = (byte)(i == 0 ? 0x10 : 0);
            _videoPayload[1] = (byte)(_frames % 100 == 0 ? 0 : 1);
            var isLast = i == packets - 1;
            _publisher.Peer.SendRtp(_video, _videoPayload, isLast ? 3000u : 0, isLast);
        }
    }

    private void PumpUntil(Func<bool> condition)
    {
        var limit = Now() + ConnectPatience;
        while (!condition())
        {
            if (Now() > limit)
            {
                throw new TimeoutException("the clients did not get what they wait for");
            }

            Pump();
        }
    }

    private void Pump()
    {
        _publisher.Pump(Now());
        foreach (var (i, viewer) in _viewers.Index())
        {
            viewer.Pump(Now());
            Report(viewer, _arrivals[i]);
        }

        _publisher.Wait(TimeSpan.FromMilliseconds(1));
    }

    private void Take(ReadOnlySpan<byte> packet, TransportFeedbackRecorder arrivals, Instant now)
    {
        _received++;
        if (_isNumbered && RtpPacket.TryParse(packet, out var rtp) && rtp.TryGetExtension(NumberId, out var number))
        {
            arrivals.Record(BinaryPrimitives.ReadUInt16BigEndian(number), rtp.Marker, now);
        }
    }

    private void Report(SocketPeer viewer, TransportFeedbackRecorder arrivals)
    {
        Span<byte> report = stackalloc byte[1180];
        while (_isNumbered && arrivals.TryWrite(Now(), 1, 2000, report, out var length))
        {
            viewer.Peer.SendRtcp(report[..length]);
        }
    }

    private Instant Now() => Instant.Zero + TimeSpan.FromSeconds(1) + Stopwatch.GetElapsedTime(_start);
}
