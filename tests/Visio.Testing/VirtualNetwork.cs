using Visio.Rtc;
using Visio.Rtc.Time;

namespace Visio.Testing;

/// <summary>
/// A network in virtual time: it carries datagrams between sans-IO endpoints under seeded loss, duplication, reordering, delay and a
/// bottleneck, and calls each endpoint when its deadline comes. Nothing sleeps; an hour passes as fast as it computes.
/// </summary>
public sealed class VirtualNetwork(int seed)
{
    private const int MaxDatagramSize = 2048;
    private const int MaxStepsWithoutProgress = 100_000;

    private readonly SeededRandom _random = new(seed);
    private readonly List<VirtualHost> _hosts = [];
    private readonly PriorityQueue<Datagram, (Instant At, long Order)> _underWay = new();
    private readonly byte[] _buffer = new byte[MaxDatagramSize];
    private long _order;

    /// <summary>Sees every datagram as it arrives, before the endpoint does.</summary>
    public delegate void Tap(ReadOnlySpan<byte> datagram, TransportAddress from, TransportAddress to);

    public Instant Now { get; private set; } = Instant.Zero + TimeSpan.FromSeconds(1);

    public Tap? OnArrival { get; set; }

    /// <summary>Datagrams sent, lost ones included.</summary>
    public long Sent { get; private set; }

    /// <summary>Datagrams lost by chance, at a full bottleneck, or for want of a receiver.</summary>
    public long Lost { get; private set; }

    public VirtualHost Attach(IVirtualEndpoint endpoint, TransportAddress address)
    {
        var host = new VirtualHost(endpoint, address);
        _hosts.Add(host);
        return host;
    }

    public void Detach(VirtualHost host) => _hosts.Remove(host);

    /// <summary>Delivers a datagram at once and unharmed, whoever it claims to be from.</summary>
    public void Inject(ReadOnlySpan<byte> datagram, TransportAddress from, TransportAddress to) =>
        _underWay.Enqueue(new(datagram.ToArray(), from, to), (Now, _order++));

    public void Run(TimeSpan time) => RunUntil(static () => false, time);

    /// <summary>Runs until the condition holds; false when it still does not after <paramref name="limit"/>.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        var end = Now + limit;
        var steps = 0;
        while (true)
        {
            TransmitAll();
            if (condition())
            {
                return true;
            }

            var next = NextEvent();
            if (next > end)
            {
                Now = end;
                return false;
            }

            steps = next > Now ? 0 : steps + 1;
            if (steps > MaxStepsWithoutProgress)
            {
                throw new InvalidOperationException($"Time stands still at {Now.Milliseconds} ms: some endpoint's deadline does not advance.");
            }

            Now = next > Now ? next : Now;
            DeliverDue();
            foreach (var host in _hosts)
            {
                if (host.Endpoint.NextTimeout <= Now)
                {
                    host.Endpoint.HandleTimeout(Now);
                }
            }
        }
    }

    private Instant NextEvent()
    {
        var next = _underWay.TryPeek(out _, out var head) ? head.At : Instant.Never;
        foreach (var host in _hosts)
        {
            next = Instant.Min(next, host.Endpoint.NextTimeout);
        }

        return next;
    }

    private void TransmitAll()
    {
        foreach (var host in _hosts)
        {
            while (host.Endpoint.TryTransmit(_buffer, out var length, out var to, Now))
            {
                Send(host, _buffer.AsSpan(0, length), to);
            }
        }
    }

    private void Send(VirtualHost sender, ReadOnlySpan<byte> datagram, TransportAddress to)
    {
        Sent++;
        if (Find(to) is not { } receiver)
        {
            Lost++;
            return;
        }

        var copies = _random.NextDouble() < sender.Uplink.Duplication || _random.NextDouble() < receiver.Downlink.Duplication ? 2 : 1;
        for (; copies > 0; copies--)
        {
            if (sender.WayOut.TryPass(datagram.Length, Now, _random, out var at) && receiver.WayIn.TryPass(datagram.Length, at, _random, out at))
            {
                _underWay.Enqueue(new(datagram.ToArray(), sender.Address, to), (at, _order++));
            }
            else
            {
                Lost++;
            }
        }
    }

    private void DeliverDue()
    {
        while (_underWay.TryPeek(out var datagram, out var head) && head.At <= Now)
        {
            _underWay.Dequeue();
            OnArrival?.Invoke(datagram.Bytes, datagram.From, datagram.To);
            if (Find(datagram.To) is { } receiver)
            {
                receiver.Endpoint.Receive(datagram.Bytes, datagram.From, Now);
            }
            else
            {
                Lost++;
            }
        }
    }

    private VirtualHost? Find(TransportAddress address) => _hosts.Find(h => h.Address == address);

    private readonly record struct Datagram(byte[] Bytes, TransportAddress From, TransportAddress To);
}
