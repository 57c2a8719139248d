using System.Net;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Tests.Rooms;

/// <summary>Clients that ask for another way to the server find no other when they join again.</summary>
public sealed class RouteTests : IAsyncLifetime
{
    private readonly LiveKitHost _host = new(o => o.Turn = new() { Port = 0 });

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("Udp", "udp tcp", "udp tcp", false)]
    [InlineData("Tcp", "tcp", "tcp", false)]
    [InlineData("Tls", "udp tcp", "tcp", true)]
    public async Task Whoever_switches_finds_the_way_asked_for(string asked, string candidates, string relays, bool isRelayed)
    {
        await using var ann = await JoinAsync("ann");
        Assert.Equal(("udp tcp", "udp tcp", false), Ways(ann));

        await ann.SendAsync(new() { Simulate = new() { SwitchCandidateProtocol = Enum.Parse<CandidateProtocol>(asked) } });
        await ann.WaitForCloseAsync();
        await using var again = await JoinAsync("ann");
        await using var bob = await JoinAsync("bob");

        Assert.Equal((candidates, relays, isRelayed), Ways(again));
        Assert.Equal(("udp tcp", "udp tcp", false), Ways(bob));
    }

    [Fact]
    public async Task Where_no_relay_can_be_reached_none_is_told()
    {
        // The web is on loopback, behind a proxy, and clients know another address.
        var host = new LiveKitHost(o =>
        {
            o.AdvertisedAddresses.Clear();
            o.AdvertisedAddresses.Add(IPAddress.Parse("192.0.2.1"));
            o.Web = new();
            o.Turn = new() { Port = null };
        });
        await host.InitializeAsync();
        await using var client = await SignalClient.JoinAsync(host.Address, LiveKitHost.Token("ann", "room"), JoinRequests.Default());
        Assert.Empty(client.Join.IceServers);
        await host.DisposeAsync();
    }

    private async Task<SignalClient> JoinAsync(string identity)
    {
        var request = JoinRequests.Default();
        request.PublisherOffer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 1 };
        var client = await SignalClient.JoinAsync(_host.Address, LiveKitHost.Token(identity, "room"), request);
        await client.WaitAsync(r => r.Trickle is { Final: true });
        return client;
    }

    /// <summary>The protocols of the candidates and of the relays that a client is told, and whether it is told to use a relay.</summary>
    private static (string Candidates, string Relays, bool IsRelayed) Ways(SignalClient client)
    {
        var candidates = client.Received.Where(r => r.Trickle is not null).Select(r => r.Trickle.CandidateInit.Split(' ')[2]);
        var relays = client.Join.IceServers.SelectMany(s => s.Urls).Select(url => url[^3..]);
        return (string.Join(' ', candidates.Distinct()), string.Join(' ', relays.Distinct()), client.Join.ClientConfiguration?.ForceRelay == ClientConfigSetting.Enabled);
    }
}
