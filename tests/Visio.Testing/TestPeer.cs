using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Sctp;
using Visio.Rtc.Time;

namespace Visio.Testing;

/// <summary>
/// An <see cref="RtcPeer"/> with simple helpers to send and receive. It runs in a <see cref="VirtualNetwork"/>, or over a real
/// socket by an owner that calls the same four members.
/// </summary>
public sealed class TestPeer : IVirtualEndpoint, IDisposable
{
    private readonly CertificateFingerprint _fingerprint;
    private readonly Queue<byte[]> _outgoing = new();

    /// <summary>
    /// A client is controlling, and checks the candidates it is told; a server's part is not. A certificate may be shared by many;
    /// <paramref name="adjust"/> changes the options before the peer is made.
    /// </summary>
    public TestPeer(DtlsCertificate certificate, RandomSource random, bool controlling = true, Func<RtcPeerOptions, RtcPeerOptions>? adjust = null)
    {
        _fingerprint = certificate.Fingerprint;
        var options = new RtcPeerOptions
        {
            Credentials = IceCredentials.Create(random),
            Certificate = certificate,
            Random = random,
            Controlling = controlling,
        };
        Peer = new(adjust?.Invoke(options) ?? options);
    }

    /// <summary>Sees each RTP packet while it is received, for load tools that keep none.</summary>
    public delegate void RtpHandler(ReadOnlySpan<byte> packet, Instant now);

    public RtcPeer Peer { get; }

    /// <summary>Whether received packets are kept in <see cref="Rtp"/> and <see cref="Rtcp"/>; a load tool turns it off.</summary>
    public bool Recording { get; set; } = true;

    public RtpHandler? OnRtp { get; set; }

    public List<ReceivedRtp> Rtp { get; } = [];

    /// <summary>Compound RTCP packets, in the clear.</summary>
    public List<byte[]> Rtcp { get; } = [];

    /// <summary>Everything but data events.</summary>
    public List<RtcPeerEvent> Events { get; } = [];

    public List<DataChannelEvent> DataEvents { get; } = [];

    /// <summary>Received datagrams by what became of them.</summary>
    public Dictionary<DropReason, int> Outcomes { get; } = [];

    public Instant NextTimeout => _outgoing.Count > 0 && Peer.RemoteAddress != default ? Instant.Zero : Peer.NextTimeout;

    public IEnumerable<DataChannelEvent> Messages => DataEvents.Where(e => e.Kind == DataChannelEventKind.Message);

    /// <summary>What the other side is told about this one; <paramref name="roleOfOther"/> is the DTLS role that it will play.</summary>
    public RemoteDescription Describe(DtlsRole roleOfOther) => new(Peer.Credentials, _fingerprint, roleOfOther, MaxMessageSize: 262_144);

    public bool Has(RtcPeerEventKind kind) => Events.Exists(e => e.Kind == kind);

    /// <summary>Queues one RTP packet for <see cref="TryTransmit"/>. The peer must be connected.</summary>
    public void SendRtp(TestRtpStream stream, ReadOnlySpan<byte> payload, uint timestampStep, bool marker = false, ReadOnlySpan<byte> extension = default)
    {
        Span<byte> packet = stackalloc byte[2048];
        _outgoing.Enqueue(packet[..ProtectRtp(stream, payload, timestampStep, marker, extension, packet)].ToArray());
    }

    /// <summary>Writes the stream's next packet, encrypted, for owners with their own socket.</summary>
    public int ProtectRtp(
        TestRtpStream stream, ReadOnlySpan<byte> payload, uint timestampStep, bool marker, ReadOnlySpan<byte> extension, Span<byte> destination)
    {
        var srtp = Peer.Srtp ?? throw new InvalidOperationException("The peer is not connected.");
        stream.SrtpStream ??= srtp.OpenSendStream(stream.Ssrc);
        Span<byte> header = stackalloc byte[TestRtpStream.MaxFixedHeaderSize + extension.Length + 3];
        header = header[..stream.WriteHeader(header, timestampStep, marker, extension)];
        return srtp.ProtectRtp(stream.SrtpStream, header, payload, destination);
    }

    /// <summary>Queues one compound RTCP packet. The peer must be connected.</summary>
    public void SendRtcp(ReadOnlySpan<byte> packet)
    {
        var srtp = Peer.Srtp ?? throw new InvalidOperationException("The peer is not connected.");
        var bytes = new byte[packet.Length + srtp.RtcpOverhead];
        _outgoing.Enqueue(bytes[..srtp.ProtectRtcp(packet, bytes)]);
    }

    public void Receive(Span<byte> datagram, TransportAddress from, Instant now)
    {
        var sink = new Sink(this);
        var reason = Peer.HandleDatagram(datagram, from, now, ref sink);
        Outcomes[reason] = Outcomes.GetValueOrDefault(reason) + 1;
        TakeEvents();
    }

    public void HandleTimeout(Instant now)
    {
        Peer.HandleTimeout(now);
        TakeEvents();
    }

    public bool TryTransmit(Span<byte> destination, out int length, out TransportAddress to, Instant now)
    {
        if (Peer.TryPollTransmit(destination, out length, out to, now))
        {
            return true;
        }

        to = Peer.RemoteAddress;
        if (to == default || !_outgoing.TryDequeue(out var packet))
        {
            return false;
        }

        packet.CopyTo(destination);
        length = packet.Length;
        return true;
    }

    public void Dispose() => Peer.Dispose();

    private void TakeEvents()
    {
        while (Peer.TryPollEvent(out var e))
        {
            if (e.Kind == RtcPeerEventKind.Data)
            {
                DataEvents.Add(e.Data);
            }
            else
            {
                Events.Add(e);
            }
        }
    }

    private readonly struct Sink(TestPeer owner) : IRtcSink
    {
        public DropReason OnRtp(RtcPeer peer, Span<byte> packet, Instant now)
        {
            owner.OnRtp?.Invoke(packet, now);
            if (owner.Recording)
            {
                owner.Rtp.Add(new(packet.ToArray(), now));
            }

            return DropReason.None;
        }

        public DropReason OnRtcp(RtcPeer peer, ReadOnlySpan<byte> packet, Instant now)
        {
            if (owner.Recording)
            {
                owner.Rtcp.Add(packet.ToArray());
            }

            return DropReason.None;
        }
    }
}
