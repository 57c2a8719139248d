using Visio.Rtc;
using Visio.Rtc.Framing;
using Visio.Rtc.Time;
using Visio.Rtc.Turn;
using Visio.Sfu.Relaying;
using Visio.Sfu.Stats;

namespace Visio.Sfu.Routing;

/// <summary>The ways that do not lead through the media port's own socket: connections, the TURN port, and relays over both.</summary>
internal sealed class IndirectPaths(LoopCounters counters)
{
    private const int WrapOverhead = 64;

    private readonly Dictionary<uint, StreamLink> _streams = [];
    private readonly byte[] _wrapped = new byte[StreamFraming.MaxDatagramSize + WrapOverhead];
    private TurnServer? _turn;
    private Outbox? _turnPort;

    /// <summary>The other loops, the first of which serves TURN; null without.</summary>
    public LoopRelays? Relays { get; set; }

    /// <summary>The time, brought up to date once a turn: relays have limits.</summary>
    public Instant Now { get; set; } = Instant.Zero;

    public void UseTurn(TurnServer turn, Outbox? port)
    {
        _turn = turn;
        _turnPort = port;
    }

    public void Add(StreamLink link)
    {
        _streams.Add(link.Remote.Path, link);
        counters.Streams = _streams.Count;
    }

    public void Remove(StreamLink link)
    {
        _streams.Remove(link.Remote.Path);
        counters.Streams = _streams.Count;
    }

    /// <summary>Sends a datagram; what has nowhere to go is lost, as datagrams are.</summary>
    public void Send(ReadOnlySpan<byte> datagram, TransportAddress to)
    {
        if (Paths.IsRelay(to.Path))
        {
            if (_turn is null && Relays is not null)
            {
                Relays.WriteLeaving(to, datagram);
                return;
            }

            if (_turn is null || !_turn.TryWrap(to, datagram, _wrapped, Now, out var length, out var client))
            {
                counters.DatagramsNotSent++;
                return;
            }

            datagram = _wrapped.AsSpan(0, length);
            to = client;
        }

        if (Paths.IsTurnPort(to.Path))
        {
            _turnPort?.Write(datagram, to);
        }
        else if (_streams.TryGetValue(to.Path, out var link) && link.TrySend(datagram))
        {
            counters.DatagramsSent++;
            counters.BytesSent += datagram.Length;
        }
        else
        {
            counters.DatagramsNotSent++;
        }
    }

    /// <summary>Ends a turn.</summary>
    public void Flush() => _turnPort?.Flush();

    /// <summary>Ends the connection of a client, if it has one.</summary>
    public void CloseStream(TransportAddress client) => _streams.GetValueOrDefault(client.Path)?.Close();

    /// <summary>Ends all connections.</summary>
    public void Close()
    {
        foreach (var link in _streams.Values)
        {
            link.Close();
        }

        _streams.Clear();
        counters.Streams = 0;
    }
}
