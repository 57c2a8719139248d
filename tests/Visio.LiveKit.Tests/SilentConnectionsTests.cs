using System.Net;
using System.Net.Sockets;
using Visio.LiveKit.Web;

namespace Visio.LiveKit.Tests;

public sealed class SilentConnectionsTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _clients = [];

    public SilentConnectionsTests() => _listener.Start();

    public void Dispose()
    {
        _clients.ForEach(c => c.Dispose());
        _listener.Dispose();
    }

    [Fact]
    public async Task Of_too_many_the_one_that_has_been_silent_the_longest_is_closed()
    {
        var silent = new SilentConnections(most: 10, mostOfOne: 2);
        var first = await AcceptAsync();
        var second = await AcceptAsync();
        var third = await AcceptAsync();
        silent.Add(first);
        var spoken = silent.Add(second);
        spoken.Dispose();
        silent.Add(third);
        Assert.Equal(2, silent.Count);
        Assert.True(_clients[0].Connected);

        using var fourth = silent.Add(await AcceptAsync());
        Assert.Equal(2, silent.Count);
        Assert.Equal(0, _clients[0].Receive(new byte[1]));
        Assert.False(_clients[1].Poll(TimeSpan.Zero, SelectMode.SelectRead), "whoever has spoken stays");
        Assert.False(_clients[2].Poll(TimeSpan.Zero, SelectMode.SelectRead), "and whoever came later");
        spoken.Dispose();
        Assert.Equal(2, silent.Count);
    }

    private async Task<Socket> AcceptAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 30_000 };
        await client.ConnectAsync(_listener.LocalEndpoint);
        _clients.Add(client);
        return await _listener.AcceptSocketAsync();
    }
}
