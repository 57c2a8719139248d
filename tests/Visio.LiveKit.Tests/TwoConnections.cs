using System.Diagnostics;
using System.Net;
using Google.Protobuf;
using Visio.LiveKit.Protocol;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Rtcp;
using Visio.Rtc.Sctp;
using Visio.Rtc.Sdp;
using Visio.Rtc.Time;
using Visio.Rtc.Units;
using Visio.Testing;

namespace Visio.LiveKit.Tests;

/// <summary>
/// A client of the older mode with real transports: it publishes on one peer connection, and answers the server's offers on another.
/// Its owner pumps it.
/// </summary>
internal sealed class TwoConnections : IDisposable
{
    private const uint SoundSsrc = 77;

    private static readonly DtlsCertificate Certificate = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly SignalClient _signal;
    private readonly TestRtpStream _sound = new(SoundSsrc, 111);
    private readonly TestRtpStream _pictures = new(78, 96);
    private SocketPeer? _publisher;
    private SocketPeer? _subscriber;
    private DataChannelId? _reliable;
    private DataChannelId? _dataTracks;
    private uint _answered;

    public TwoConnections(SignalClient signal) => _signal = signal;

    public TestPeer Publisher => _publisher!.Peer;

    public TestPeer Subscriber => _subscriber!.Peer;

    /// <summary>The reliable packets that have arrived, by the server's channel.</summary>
    public IEnumerable<DataPacket> Packets => Subscriber.Messages.Select(m => DataPacket.Parser.ParseFrom(m.Message.Span));

    /// <summary>Answers the server's next offer, and connects by it if it is the first.</summary>
    public async Task<SessionDescription> AnswerAsync()
    {
        // It may have come while something else was waited for.
        bool IsNext(SignalResponse response) => response.Offer is { } o && o.Id > _answered;
        var offer = (_signal.Received.Find(IsNext) ?? await _signal.WaitAsync(IsNext)).Offer;
        _answered = offer.Id;
        var (credentials, fingerprint, address) = Read(offer.Sdp);
        _subscriber ??= new(new(Certificate, new SeededRandom(1)), address);
        await _signal.SendAsync(new()
        {
            Answer = new() { Type = "answer", Id = offer.Id, Sdp = Answers.To(offer.Sdp, Subscriber.Peer.Credentials, Certificate.Fingerprint) },
        });
        Connect(_subscriber, credentials, fingerprint, DtlsRole.Client, address);
        return offer;
    }

    /// <summary>Offers to publish data and one track of sound, and a camera where that is asked for.</summary>
    public async Task PublishAsync(bool hasCamera = false)
    {
        var peer = new TestPeer(Certificate, new SeededRandom(2));
        var sound = """
            m=audio 9 UDP/TLS/RTP/SAVPF 111
            c=IN IP4 0.0.0.0
            a=mid:1
            a=sendonly
            a=msid:- cid-mic
            a=rtcp-mux
            a=rtpmap:111 opus/48000/2
            a=ssrc:77 cname:x

            """;
        var camera = !hasCamera ? "" : """
            m=video 9 UDP/TLS/RTP/SAVPF 96
            c=IN IP4 0.0.0.0
            a=mid:2
            a=sendonly
            a=msid:- cid-camera
            a=rtcp-mux
            a=rtpmap:96 VP8/90000
            a=ssrc:78 cname:x

            """;
        var offer = $"""
            v=0
            o=- 1 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0 1{(hasCamera ? " 2" : "")}
            a=fingerprint:sha-256 {Certificate.Fingerprint.Value}
            a=ice-ufrag:{peer.Peer.Credentials.UsernameFragment}
            a=ice-pwd:{peer.Peer.Credentials.Password}
            a=setup:actpass
            m=application 9 UDP/DTLS/SCTP webrtc-datachannel
            c=IN IP4 0.0.0.0
            a=mid:0
            a=sctp-port:5000
            {sound}{camera}
            """;
        await _signal.SendAsync(new() { AddTrack = new() { Cid = "cid-mic", Source = TrackSource.Microphone } });
        if (hasCamera)
        {
            await _signal.SendAsync(new() { AddTrack = new() { Cid = "cid-camera", Type = TrackType.Video, Source = TrackSource.Camera } });
        }

        await _signal.SendAsync(new() { Offer = new() { Type = "offer", Id = 1, Sdp = offer.ReplaceLineEndings("\r\n") } });
        var answer = (await _signal.WaitAsync(r => r.Answer is not null)).Answer;
        Assert.Empty(answer.MidToTrackId);
        var (credentials, fingerprint, address) = Read(answer.Sdp);
        _publisher = new(peer, address);
        Connect(_publisher, credentials, fingerprint, DtlsRole.Client, address);
        _reliable = peer.Peer.OpenDataChannel("_reliable", new(), Now());
        _dataTracks = peer.Peer.OpenDataChannel("_data_track", new(Ordered: false, MaxRetransmits: 0), Now());
    }

    /// <summary>Says when it spoke, as every sender does.</summary>
    public void Report()
    {
        var writer = new RtcpWriter(stackalloc byte[64]);
        var now = NtpTime.From(TimeProvider.System.GetUtcNow().UtcDateTime);
        writer.TryWrite(new SenderReport(SoundSsrc, now, _sound.NextTimestamp, 0, 0), []);
        Publisher.SendRtcp(writer.Written);
    }

    public void Say(string payload) => Publisher.SendRtp(_sound, System.Text.Encoding.ASCII.GetBytes(payload), 960);

    /// <summary>Sends a picture: a key frame of one packet (RFC 7741 §4.2, S; §4.3, P).</summary>
    public void Show() => Publisher.SendRtp(_pictures, [0x10, 0x00, .. new byte[900]], 3000, marker: true);

    /// <summary>Says how much the connection on which it receives carries (draft-alvestrand-rmcat-remb-03).</summary>
    public void Estimate(Bitrate rate)
    {
        var writer = new RtcpWriter(stackalloc byte[64]);
        Assert.True(writer.TryWrite(1, rate, []));
        Subscriber.SendRtcp(writer.Written);
    }

    public void Send(DataPacket packet) => Publisher.Peer.SendData(_reliable!.Value, DataMessageKind.Binary, packet.ToByteArray(), Now());

    /// <summary>Sends a packet of a data track.</summary>
    public void SendFrame(byte[] packet) => Publisher.Peer.SendData(_dataTracks!.Value, DataMessageKind.Binary, packet, Now());

    /// <summary>Waits a moment for something to arrive.</summary>
    public void Wait() => _subscriber?.Wait(TimeSpan.FromMilliseconds(5));

    /// <summary>Takes what has arrived, and sends what there is.</summary>
    public void Pump()
    {
        _publisher?.Pump(Now());
        _subscriber?.Pump(Now());
    }

    /// <summary>What has arrived, for the words of a failure.</summary>
    public override string ToString() =>
        $"{_subscriber?.Peer.Rtp.Count} packets, {_subscriber?.Peer.Messages.Count()} messages, {_answered} of the offers {string.Join(' ', _signal.Received.Where(r => r.Offer is not null).Select(r => r.Offer.Id))} answered";

    public void Dispose()
    {
        _publisher?.Dispose();
        _subscriber?.Dispose();
    }

    private void Connect(SocketPeer socket, IceCredentials credentials, CertificateFingerprint fingerprint, DtlsRole role, IPEndPoint address)
    {
        socket.Peer.Peer.SetRemote(new(credentials, fingerprint, role, 65_535), Now());
        socket.Peer.Peer.AddRemoteCandidate(TransportAddress.From(address), Now());
    }

    private static (IceCredentials Credentials, CertificateFingerprint Fingerprint, IPEndPoint Address) Read(string sdp)
    {
        Assert.True(SdpParser.TryParse(sdp, out var session, out var error), error);
        var media = session.Media[0];
        return (
            new(media.Transport.UsernameFragment!, media.Transport.Password!),
            session.Transport.Fingerprints[0],
            new(IPAddress.Parse(media.Candidates[0].Address), media.Candidates[0].Port));
    }

    private Instant Now() => Instant.Zero + TimeSpan.FromSeconds(1) + Stopwatch.GetElapsedTime(_start);
}
