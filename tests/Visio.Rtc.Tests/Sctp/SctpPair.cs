using System.Text;
using Visio.Rtc.Sctp;
using Visio.Rtc.Time;
using Visio.Testing;
using Xunit.Abstractions;

namespace Visio.Rtc.Tests.Sctp;

/// <summary>Two transports and a seeded, lossy path between them, in virtual time.</summary>
internal sealed class SctpPair
{
    private readonly PriorityQueue<(bool ToServer, byte[] Packet), (long Ticks, long Order)> _path = new();
    private readonly SeededRandom _random;
    private readonly byte[] _buffer = new byte[2048];
    private long _order;

    public SctpPair(
        ITestOutputHelper output, int seed, PathOptions? path = null, DataChannelOptions? options = null,
        RandomSource? clientRandom = null, RandomSource? serverRandom = null)
    {
        output.WriteLine($"seed {seed}");
        _random = new(seed);
        Path = path ?? new();
        options ??= new() { IsDtlsClient = true };
        Client = new(options with { IsDtlsClient = true }, clientRandom ?? new SeededRandom(seed + 1));
        Server = new(options with { IsDtlsClient = false }, serverRandom ?? new SeededRandom(seed + 2));
    }

    public DataChannelTransport Client { get; }

    public DataChannelTransport Server { get; }

    public PathOptions Path { get; set; }

    /// <summary>Sees each packet before the path; false loses it.</summary>
    public Func<bool, byte[], bool>? Filter { get; set; }

    /// <summary>Whether the server's owner takes events; while it does not, the window fills.</summary>
    public bool ServerReads { get; set; } = true;

    public Instant Now { get; private set; } = new(TimeSpan.FromSeconds(1).Ticks);

    public List<DataChannelEvent> ClientEvents { get; } = [];

    public List<DataChannelEvent> ServerEvents { get; } = [];

    public int PacketsSent { get; private set; }

    public static string Text(DataChannelEvent e) => Encoding.UTF8.GetString(e.Message.Span);

    public IEnumerable<DataChannelEvent> ServerMessages => ServerEvents.Where(e => e.Kind == DataChannelEventKind.Message);

    public IEnumerable<DataChannelEvent> ClientMessages => ClientEvents.Where(e => e.Kind == DataChannelEventKind.Message);

    public void Connect()
    {
        Client.Connect(Now);
        Server.Connect(Now);
        Assert.True(RunUntil(() => Client.IsConnected && Server.IsConnected, TimeSpan.FromSeconds(60)), "no handshake");
    }

    public DataChannelId Open(DataChannelReliability reliability, string label = "test")
    {
        var channel = Client.Open(label, string.Empty, reliability, Now);
        Assert.True(
            RunUntil(() => ClientEvents.Any(e => e.Kind == DataChannelEventKind.Opened && e.Channel == channel), TimeSpan.FromSeconds(60)), "not opened");
        return channel;
    }

    public void Run(TimeSpan time) => RunUntil(() => false, time);

    public bool RunUntil(Func<bool> done, TimeSpan limit)
    {
        var end = Now + limit;
        for (var steps = 0; ; steps++)
        {
            Assert.True(steps < 20_000_000, "the pair spins");
            Flush();
            if (done())
            {
                return true;
            }

            var next = Instant.Min(Client.NextTimeout, Server.NextTimeout);
            if (_path.TryPeek(out _, out var at))
            {
                next = Instant.Min(next, new(at.Ticks));
            }

            if (next > end)
            {
                Now = end;
                return false;
            }

            Now = next > Now ? next : Now;
            while (_path.TryPeek(out var arrival, out at) && at.Ticks <= Now.Ticks)
            {
                _path.Dequeue();
                (arrival.ToServer ? Server : Client).HandlePacket(arrival.Packet, Now);
                Flush();
            }

            Client.HandleTimeout(Now);
            Server.HandleTimeout(Now);
        }
    }

    /// <summary>Puts a packet on the path, as if the other side had sent it.</summary>
    public void Inject(bool toServer, byte[] packet) => Enqueue(toServer, packet);

    private void Flush()
    {
        while (Client.TryPollTransmit(_buffer, out var length, Now))
        {
            Send(toServer: true, _buffer.AsSpan(0, length).ToArray());
        }

        while (Server.TryPollTransmit(_buffer, out var length, Now))
        {
            Send(toServer: false, _buffer.AsSpan(0, length).ToArray());
        }

        while (Client.TryPollEvent(out var e))
        {
            ClientEvents.Add(e);
        }

        while (ServerReads && Server.TryPollEvent(out var e))
        {
            ServerEvents.Add(e);
        }
    }

    private void Send(bool toServer, byte[] packet)
    {
        PacketsSent++;
        if (Filter is { } filter && !filter(toServer, packet))
        {
            return;
        }

        if (_random.NextDouble() < Path.Loss)
        {
            return;
        }

        Enqueue(toServer, packet);
        if (_random.NextDouble() < Path.Duplication)
        {
            Enqueue(toServer, packet);
        }
    }

    private void Enqueue(bool toServer, byte[] packet)
    {
        var at = Now + Path.MinDelay + ((Path.MaxDelay - Path.MinDelay) * _random.NextDouble());
        _path.Enqueue((toServer, packet), (at.Ticks, _order++));
    }
}
