using System.Collections.Concurrent;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Ice;
using Visio.Rtc.Time;
using Visio.Sfu.Relaying;
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

    private readonly VirtualSfu[] _sfus;
    private readonly Room[] _rooms;

    /// <param name="seed">Of all randomness.</param>
    /// <param name="loops">The loops of the server; their rooms are one.</param>
    public Meeting(int seed, int loops = 1)
    {
        Console.WriteLine($"seed {seed}");
        Random = new(seed);
        Network = new(seed);
        _sfus = new VirtualSfu[loops];
        _rooms = new Room[loops];
        Inbox[] inboxes = [.. Enumerable.Range(0, loops).Select(i => new Inbox(() => _sfus[i].IsWoken = true))];
        var fragments = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < loops; i++)
        {
            _sfus[i] = new(_serverCertificate, Random, loops == 1 ? null : new(i, inboxes, fragments));
            Network.Attach(_sfus[i], Address(i));
            _rooms[i] = new(e =>
            {
                Events.Add(e);
                OnEvent?.Invoke(e);
            })
            {
                Whole = this, Loop = i, IsFirst = i == 0,
            };
            _sfus[i].Core.OpenRoom(_rooms[i]);
        }
    }

    public SeededRandom Random { get; }

    public VirtualNetwork Network { get; }

    /// <summary>The first loop.</summary>
    public VirtualSfu Sfu => _sfus[0];

    public MediaCore Core => Sfu.Core;

    public Room Room => _rooms[0];

    public List<MediaEvent> Events { get; } = [];

    /// <summary>Called on the core's thread with each event, as the control side's queue is.</summary>
    public Action<MediaEvent>? OnEvent { get; set; }

    public List<Participant> Participants { get; } = [];

    public Instant Now => Network.Now;

    public long NextId(int loop = 0, int source = 0) => _ids.Next(loop, source);

    public VirtualSfu SfuOf(int loop) => _sfus[loop];

    public Room RoomOf(int loop) => _rooms[loop];

    /// <summary>The core of the loop of a peer or a publication.</summary>
    public MediaCore CoreOf(long id) => _sfus[MediaIds.LoopOf(id)].Core;

    /// <summary>Does something with a subscription, by the way that the façade takes.</summary>
    public void Do(SubscriptionId subscription, Action<MediaCore, Instant> command)
    {
        var (loop, source) = (MediaIds.LoopOf(subscription.Value), MediaIds.SourceOf(subscription.Value));
        if (loop == source)
        {
            command(_sfus[loop].Core, Now);
        }
        else
        {
            _sfus[source].Core.Relays!.Post(loop, command);
        }
    }

    /// <summary>Adds a peer without waiting for its connection.</summary>
    public Participant Enter(LinkConditions? link = null, bool mayPause = true, bool reportsArrivals = false, int loop = 0)
    {
        var credentials = IceCredentials.Create(Random);
        var id = new PeerId(_ids.Next(loop));
        var core = _sfus[loop].Core;
        core.AddPeer(_rooms[loop], id, new("peer", credentials) { MayPause = mayPause });
        var peer = new TestPeer(_clientCertificate, Random);
        core.SetRemote(id, peer.Describe(DtlsRole.Client), Now);
        var address = TransportAddress.FromIPv4(0x0A010000 + (uint)id.Value, 40000);
        var host = Network.Attach(peer, address);
        host.Uplink = host.Downlink = link ?? LinkConditions.Perfect;
        peer.Peer.SetRemote(new(credentials, _serverCertificate.Fingerprint, DtlsRole.Server, 262_144), Now);
        peer.Peer.AddRemoteCandidate(Address(loop), Now);
        var participant = new Participant(this, id, peer, host) { ReportsArrivals = reportsArrivals };
        Participants.Add(participant);
        return participant;
    }

    /// <summary>Adds a peer and waits until it is connected.</summary>
    public Participant Join(LinkConditions? link = null, bool mayPause = true, bool reportsArrivals = false, int loop = 0)
    {
        var participant = Enter(link, mayPause, reportsArrivals, loop);
        Assert.True(Network.RunUntil(() => participant.Peer.Peer.IsConnected && Events.Contains(new MediaEvent.PeerConnected(participant.Id)), TimeSpan.FromSeconds(20)));
        return participant;
    }

    public void Leave(Participant participant)
    {
        CoreOf(participant.Id.Value).RemovePeer(participant.Id, Now);
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
        foreach (var sfu in _sfus)
        {
            sfu.Core.Close(Now);
            sfu.Dispose();
        }

        Array.ForEach(_sfus, s => s.Core.Relays?.Free());

        foreach (var participant in Participants)
        {
            participant.Peer.Dispose();
        }

        _serverCertificate.Dispose();
        _clientCertificate.Dispose();
    }

    private static TransportAddress Address(int loop) => TransportAddress.FromIPv4(0x0A000001, (ushort)(7882 + loop));
}
