using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Time;
using Visio.Rtc.Turn;
using Visio.Sfu.Relaying;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Loop;

/// <summary>The loops of a media server. Any thread.</summary>
internal sealed class LoopSet : IDisposable
{
    private readonly Inbox[] _inboxes;
    private readonly MediaCore[] _cores;
    private readonly MediaLoop[] _loops;
    private readonly Placement _placement;

    /// <param name="options">How many, and how.</param>
    /// <param name="sockets">Their ports; closed with the loops.</param>
    /// <param name="addresses">Where clients reach them.</param>
    /// <param name="turn">Of TURN, which is the first loop's: who knows which passwords, and its UDP port. Null where it is not served.</param>
    /// <param name="certificate">Ours.</param>
    /// <param name="clock">The time, the same for all.</param>
    public LoopSet(
        MediaServerOptions options, UdpSocket[] sockets, IReadOnlyList<IPAddress> addresses, (TurnCredentials Credentials, UdpSocket? Port)? turn,
        DtlsCertificate certificate, LoopClock clock)
    {
        _placement = new(options.BusyLoop, options.PeersOfRoomPerLoop);
        Candidates = [.. sockets.Select(s => (IReadOnlyList<IPEndPoint>)[.. addresses.Select(a => new IPEndPoint(a, s.LocalEndPoint.Port))])];
        _inboxes = [.. sockets.Select(s => new Inbox(s.Wake))];
        var fragments = sockets.Length > 1 ? new ConcurrentDictionary<string, int>(StringComparer.Ordinal) : null;
        var setup = turn is null ? null : new TurnSetup(turn.Value.Credentials, [.. Candidates.SelectMany(c => c).Select(TransportAddress.From)], turn.Value.Port);
        _cores = [.. sockets.Select((s, i) => new MediaCore(
            s, certificate, SystemRandomSource.Instance, clock.WallClock, i == 0 ? setup : null, fragments is null ? null : new(i, _inboxes, fragments)))];
        _loops = [.. sockets.Select((s, i) => new MediaLoop(
            Name(i), s, i == 0 ? turn?.Port : null, clock, _cores[i], _inboxes[i], options.PinThreads && sockets.Length > 1 ? i : null, options.ShedLevelChanged))];
        Streams = new([.. _loops.Select<MediaLoop, Action<StreamEvent>>(l => l.Tell)], fragments);
        Array.ForEach(_loops, l => l.Start());
    }

    /// <summary>How many there are.</summary>
    public int Count => _loops.Length;

    /// <summary>The host candidates of UDP of each.</summary>
    public IReadOnlyList<IReadOnlyList<IPEndPoint>> Candidates { get; }

    /// <summary>Knows whom connections belong to.</summary>
    public StreamDirectory Streams { get; }

    /// <summary>Opens the port of each loop.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">A port is taken.</exception>
    public static UdpSocket[] OpenPorts(MediaServerOptions options)
    {
        var sockets = new List<UdpSocket>();
        try
        {
            for (var i = 0; i < options.LoopCount; i++)
            {
                sockets.Add(UdpSocket.Open(new(options.BindAddress, options.Port == 0 ? 0 : options.Port + i)));
            }
        }
        catch
        {
            sockets.ForEach(s => s.Dispose());
            throw;
        }

        return [.. sockets];
    }

    /// <summary>Hands a command to a loop; each carries its own out in order.</summary>
    public void Post(int loop, Action<MediaCore, Instant> command) => _inboxes[loop].Post(command);

    /// <summary>Chooses a loop for somebody who comes to a room.</summary>
    /// <param name="peers">How many peers of the room each loop has.</param>
    public int Choose(ReadOnlySpan<int> peers) => Count == 1 ? 0 : _placement.Choose([.. _loops.Select(l => l.Load)], peers);

    /// <summary>Totals since start.</summary>
    public MediaServerStats Snapshot() => _cores.Select(c => c.Counters.Snapshot()).Aggregate((a, b) => a.Plus(b));

    public void Dispose()
    {
        Array.ForEach(_loops, l => l.Dispose());
        if (Array.TrueForAll(_loops, l => l.HasEnded))
        {
            Array.ForEach(_cores, c => c.Relays?.Free());
        }
    }

    private static string Name(int index) => index == 0 ? "visio-media" : "visio-media-" + index.ToString(CultureInfo.InvariantCulture);
}
