using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Time;
using Visio.Sfu.Routing;
using Visio.Testing;

namespace Visio.Sfu.Tests;

/// <summary>A room with real peers in virtual time. Commands go to the core as the façade posts them.</summary>
internal sealed class Meeting : IDisposable
{
    public static readonly TransportAddress ServerAddress = TransportAddress.FromIPv4(0x0A000001, 7882);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly DtlsCertificate _serverCertificate = DtlsCertificate.Create(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly DtlsCertificate _clientCertificate = DtlsCertificate.Create(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MediaIds _ids = new();
    private long _ticks;

    public Meeting(int seed)
    {
        Console.WriteLine($"seed {seed}");
        Random = new(seed);
        Network = new(seed);
        Sfu = new(_serverCertificate, Random);
        Network.Attach(Sfu, ServerAddress);
        Room = new(e =>
        {
            Events.Add(e);
            OnEvent?.Invoke(e);
        });
        Sfu.Core.OpenRoom(Room);
    }

    public SeededRandom Random { get; }

    public VirtualNetwork Network { get; }

    public VirtualSfu Sfu { get; }

    public MediaCore Core => Sfu.Core;

    public Room Room { get; }

    public List<MediaEvent> Events { get; } = [];

    /// <summary>Called on the core's thread with each event, as the control side's queue is.</summary>
    public Action<MediaEvent>? OnEvent { get; set; }

    public List<Participant> Participants { get; } = [];

    public Instant Now => Network.Now;

    public long NextId() => _ids.Next();

    /// <summary>Adds a peer without waiting for its connection.</summary>
    public Participant Enter(LinkConditions? link = null, bool mayPause = true, bool reportsArrivals = false)
    {
        var credentials = IceCredentials.Create(Random);
        var id = new PeerId(_ids.Next());
        Core.AddPeer(Room, id, new("peer", credentials) { MayPause = mayPause });
        var peer = new TestPeer(_clientCertificate, Random);
        Core.SetRemote(id, peer.Describe(DtlsRole.Client), Now);
        var address = TransportAddress.FromIPv4(0x0A010000 + (uint)id.Value, 40000);
        var host = Network.Attach(peer, address);
        host.Uplink = host.Downlink = link ?? LinkConditions.Perfect;
        peer.Peer.SetRemote(new(credentials, _serverCertificate.Fingerprint, DtlsRole.Server, 262_144), Now);
        peer.Peer.AddRemoteCandidate(ServerAddress, Now);
        var participant = new Participant(this, id, peer, host) { ReportsArrivals = reportsArrivals };
        Participants.Add(participant);
        return participant;
    }

    /// <summary>Adds a peer and waits until it is connected.</summary>
    public Participant Join(LinkConditions? link = null, bool mayPause = true, bool reportsArrivals = false)
    {
        var participant = Enter(link, mayPause, reportsArrivals);
        Assert.True(Network.RunUntil(() => participant.Peer.Peer.IsConnected && Events.Contains(new MediaEvent.PeerConnected(participant.Id)), TimeSpan.FromSeconds(20)));
        return participant;
    }

    public void Leave(Participant participant)
    {
        Core.RemovePeer(participant.Id, Now);
        Participants.Remove(participant);
    }

    /// <summary>Both sides begin ICE anew, as a client does that resumes (RFC 8445 §9).</summary>
    public void RestartIce(Participant participant)
    {
        var credentials = IceCredentials.Create(Random);
        Core.RestartIce(participant.Id, credentials);
        participant.Peer.Peer.RestartIce(IceCredentials.Create(Random));
        Core.SetRemote(participant.Id, participant.Peer.Describe(DtlsRole.Client), Now);
        participant.Peer.Peer.SetRemote(new(credentials, _serverCertificate.Fingerprint, DtlsRole.Server, 262_144), Now);
        participant.Peer.Peer.AddRemoteCandidate(ServerAddress, Now);
    }

    /// <summary>Lets time pass while everybody sends and answers reports.</summary>
    public void Run(TimeSpan time)
    {
        for (var end = Now + time; Now < end;)
        {
            foreach (var participant in Participants)
            {
                participant.Act(_ticks, Now);
            }

            _ticks++;
            Network.Run(Tick);
        }

        foreach (var participant in Participants)
        {
            participant.TakeReceived(Now);
        }
    }

    public void RunSeconds(double seconds) => Run(TimeSpan.FromSeconds(seconds));

    public void Dispose()
    {
        Core.Close(Now);
        Sfu.Dispose();
        foreach (var participant in Participants)
        {
            participant.Peer.Dispose();
        }

        _serverCertificate.Dispose();
        _clientCertificate.Dispose();
    }
}
