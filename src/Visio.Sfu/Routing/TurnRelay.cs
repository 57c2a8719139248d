using Visio.Rtc;
using Visio.Rtc.Time;
using Visio.Rtc.Turn;
using Visio.Sfu.Stats;

namespace Visio.Sfu.Routing;

/// <summary>TURN on the loop: it is asked by clients, and hands what they relay to the core, as if it had come to the media port.</summary>
internal sealed class TurnRelay : Scheduled
{
    private static readonly TimeSpan CleaningInterval = TimeSpan.FromSeconds(10);

    /// <summary>Bytes that hold every answer.</summary>
    private const int MaxResponse = 512;

    private readonly TurnServer _server;
    private readonly IndirectPaths _paths;
    private readonly LoopCounters _counters;
    private readonly Dictionary<string, (int Peers, int Loop)> _sessions = new(StringComparer.Ordinal);
    private readonly byte[] _response = new byte[MaxResponse];

    public TurnRelay(TurnSetup setup, IndirectPaths paths, RandomSource random, WallClock wallClock, LoopCounters counters)
    {
        _paths = paths;
        _counters = counters;
        _server = new(new()
        {
            Credentials = setup.Credentials,
            Peers = setup.Peers,
            IsPresent = _sessions.ContainsKey,
            Ended = paths.CloseStream,
            WallClock = wallClock,
            Random = random,
            PathKind = Paths.Relays,
        });
        paths.UseTurn(_server, setup.Port is null ? null : new(setup.Port, indirect: null, counters));
    }

    /// <summary>A peer of a session has come: the session's credentials are good from now on.</summary>
    /// <param name="session">The session.</param>
    /// <param name="loop">The loop of its peers.</param>
    public void AddPeer(string session, int loop) => _sessions[session] = (_sessions.GetValueOrDefault(session).Peers + 1, loop);

    /// <summary>The loop of a session's peers.</summary>
    public int LoopOf(string session) => _sessions.GetValueOrDefault(session).Loop;

    /// <summary>A peer of a session is gone; with the last one go the session's allocations.</summary>
    public void RemovePeer(string session)
    {
        var (peers, loop) = _sessions[session];
        _sessions[session] = (peers - 1, loop);
        if (peers == 1)
        {
            _sessions.Remove(session);
            _server.EndSession(session);
            _counters.Allocations = _server.Count;
        }
    }

    /// <summary>Takes what a client sent, answers it, and gives what it relays.</summary>
    /// <param name="datagram">A STUN message or ChannelData.</param>
    /// <param name="client">Where it came from.</param>
    /// <param name="link">The connection it came over; null for the UDP port.</param>
    /// <param name="now">The time.</param>
    public TurnReceipt Receive(Span<byte> datagram, TransportAddress client, StreamLink? link, Instant now)
    {
        TurnReceipt receipt;
        try
        {
            receipt = _server.Receive(datagram, client, isReachable: link is not null, now, _response);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A defect of ours must not cost everybody their call.
            _counters.PeersCrashed++;
            link?.Close();
            return new() { Reason = DropReason.TurnMalformed };
        }

        if (receipt.ResponseLength > 0)
        {
            _paths.Send(_response.AsSpan(0, receipt.ResponseLength), client);
            _counters.Allocations = _server.Count;
        }

        if (receipt.IsAuthentic)
        {
            link?.Trust();
        }

        return receipt;
    }

    /// <summary>A client's connection is gone.</summary>
    public void EndClient(TransportAddress client)
    {
        _server.EndClient(client);
        _counters.Allocations = _server.Count;
    }

    public override Instant HandleTimeout(Instant now)
    {
        _server.HandleTimeout(now);
        _counters.Allocations = _server.Count;
        return now + CleaningInterval;
    }
}
