using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Sctp;
using Visio.Testing;

namespace Visio.Rtc.Tests;

/// <summary>A client and a server's part in a virtual network, told about each other.</summary>
internal sealed class PeerPair : IDisposable
{
    public static readonly TransportAddress ServerAddress = TransportAddress.FromIPv4(0x0A000001, 7882);
    public static readonly TransportAddress ClientAddress = TransportAddress.FromIPv4(0x0A000002, 40_000);
    public static readonly TransportAddress Stranger = TransportAddress.FromIPv4(0x0A000066, 666);

    private static readonly DtlsCertificate ClientCertificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(56));
    private static readonly DtlsCertificate ServerCertificate = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(56));

    public PeerPair(int seed, DtlsRole clientRole = DtlsRole.Client, CertificateFingerprint? expectedOfClient = null)
    {
        Random = new(seed);
        Network = new(seed);
        Client = new(ClientCertificate, Random);
        Server = new(ServerCertificate, Random, controlling: false);
        ClientHost = Network.Attach(Client, ClientAddress);
        ServerHost = Network.Attach(Server, ServerAddress);
        ClientRole = clientRole;
        ExpectedOfClient = expectedOfClient ?? ClientCertificate.Fingerprint;
        Describe();
        Client.Peer.AddRemoteCandidate(ServerAddress, Network.Now);
    }

    public static CertificateFingerprint SomeOtherFingerprint => ServerCertificate.Fingerprint;

    public SeededRandom Random { get; }

    public VirtualNetwork Network { get; }

    public TestPeer Client { get; }

    public TestPeer Server { get; }

    public VirtualHost ClientHost { get; }

    public VirtualHost ServerHost { get; }

    private DtlsRole ClientRole { get; }

    private CertificateFingerprint ExpectedOfClient { get; }

    private DtlsRole ServerRole => ClientRole == DtlsRole.Client ? DtlsRole.Server : DtlsRole.Client;

    public void SetConditions(LinkConditions conditions)
    {
        ClientHost.Uplink = conditions;
        ClientHost.Downlink = conditions;
    }

    public bool Connect(TimeSpan limit) => Network.RunUntil(() => Client.Has(RtcPeerEventKind.Connected) && Server.Has(RtcPeerEventKind.Connected), limit);

    public void Connect() => Assert.True(Connect(TimeSpan.FromSeconds(5)));

    /// <summary>New credentials on both sides, as an offer and answer with an ICE restart bring them.</summary>
    public void RestartIce()
    {
        Client.Peer.RestartIce(IceCredentials.Create(Random));
        Server.Peer.RestartIce(IceCredentials.Create(Random));
        Describe();
    }

    /// <summary>Opens a channel on the client and waits for the server to have it.</summary>
    public DataChannelId OpenChannel(string label, DataChannelReliability reliability)
    {
        var channel = Client.Peer.OpenDataChannel(label, reliability, Network.Now);
        Assert.True(Network.RunUntil(
            () => Server.DataEvents.Exists(e => e.Kind == DataChannelEventKind.Opened && e.Label == label), TimeSpan.FromSeconds(20)));
        return channel;
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private void Describe()
    {
        Client.Peer.SetRemote(Server.Describe(ClientRole), Network.Now);
        Server.Peer.SetRemote(Client.Describe(ServerRole) with { Fingerprint = ExpectedOfClient }, Network.Now);
    }
}
