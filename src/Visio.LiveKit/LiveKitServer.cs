using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Visio.LiveKit.Agents;
using Visio.LiveKit.Rooms;
using Visio.LiveKit.Signalling;
using Visio.LiveKit.Signalling.Http;
using Visio.LiveKit.Web;
using Visio.LiveKit.Webhooks;
using Visio.Sfu;
using Visio.Sfu.Loop;

namespace Visio.LiveKit;

/// <summary>The LiveKit-compatible server as its host sees it. Safe from any thread.</summary>
public sealed class LiveKitServer : IDisposable
{
    private readonly Lazy<MediaServer> _media;
    private readonly WebhookDispatcher _webhooks;
    private readonly AgentPool _agents;
    private readonly LiveKitOptions _settings;
    private readonly ILogger<LiveKitServer> _log;

    internal LiveKitServer(IOptions<LiveKitOptions> options, TimeProvider time, ILogger<LiveKitServer> log)
    {
        _log = log;
        var settings = options.Value;
        _settings = settings;
        var (apiKey, apiSecret) = settings.Keys.First();
        _media = new(() => new MediaServer(
            new()
            {
                BindAddress = settings.MediaBindAddress,
                Port = settings.MediaPort,
                Loops = settings.MediaLoops,
                PinThreads = settings.PinMediaThreads,
                PeersOfRoomPerLoop = settings.PeersOfRoomPerLoop ?? new MediaServerOptions().PeersOfRoomPerLoop,
                TcpPort = settings.MediaTcpPort,
                Turn = settings.Turn is not { } turn
                    ? null
                    : new() { Port = turn.Port, TlsPort = turn.TlsPort, Tls = turn.Tls, Domain = turn.Domain, Urls = turn.Urls },
                AdvertisedAddresses = [.. settings.AdvertisedAddresses],
                ShedLevelChanged = level => ThreadPool.QueueUserWorkItem(static said => said.Log.Shedding(said.Level), (Log: log, Level: level), preferLocal: false),
            },
            time));
        var counters = new SignallingCounters();
        var events = new LiveEvents();
        _webhooks = new(settings, time, log);
        _agents = new(apiKey, apiSecret, time);
        HttpSessions = new(time);
        Rooms = new(settings, () => new RoomContext(settings, _media.Value, apiKey, apiSecret, events, _webhooks, _agents, counters, time, log), counters);
        Control = new(Rooms, events);
    }

    internal RoomDirectory Rooms { get; }

    internal AgentPool Agents => _agents;

    /// <summary>Signalling over plain requests.</summary>
    internal HttpSessions HttpSessions { get; }

    /// <summary>The addresses that clients would be told with these settings.</summary>
    public static IReadOnlyList<IPAddress> MediaAddresses(IPAddress bind, IReadOnlyList<IPAddress> advertised) =>
        MediaServer.AddressesToTell(new() { BindAddress = bind, AdvertisedAddresses = advertised });

    /// <summary>What may be done to rooms and participants.</summary>
    public RoomControl Control { get; }

    /// <summary>Whether <see cref="DrainAsync"/> was called: nobody is let in any more.</summary>
    public bool IsDraining => Rooms.IsDraining;

    /// <summary>How many participants are in a room now; 0 when there is no such room.</summary>
    public int CountParticipants(string room) => Rooms.Find(room)?.ParticipantCount ?? 0;

    /// <summary>Totals of the media server, for <c>/metrics</c>.</summary>
    public MediaServerStats MediaStats() => _media.IsValueCreated ? _media.Value.Snapshot() : new();

    /// <summary>Totals of signalling, for <c>/metrics</c>.</summary>
    public SignallingStats SignallingStats()
    {
        var rooms = Rooms.All.ToArray();
        var counters = Rooms.Counters;
        return new(rooms.Length, rooms.Sum(r => r.ParticipantCount), counters.Joins, counters.Resumes, counters.Refused, counters.OverHttp);
    }

    /// <summary>
    /// Refuses new joins and tells everybody to leave (SERVER_SHUTDOWN); completes when all have been told, as far as they still listen, and
    /// receivers of webhooks know.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _log.Draining(Rooms.All.Sum(r => r.ParticipantCount));
        await Rooms.DrainAsync(cancellationToken);
        _agents.Drain();
        // Over a WebSocket it is told at once; over requests when the client asks next.
        await Task.WhenAll(HttpSessions.FarewellsAsync().WaitAsync(cancellationToken), _webhooks.FlushAsync(cancellationToken));
    }

    /// <summary>Stops the media server.</summary>
    public void Dispose()
    {
        _webhooks.Dispose();
        _agents.Dispose();
        if (_media.IsValueCreated)
        {
            _media.Value.Dispose();
        }
    }

    /// <summary>Opens the media port, so that a port that is taken is found out at start.</summary>
    internal void Start() => _log.MediaServerStarted(string.Join(", ", _media.Value.Candidates.Concat(_media.Value.TcpCandidates)));

    /// <summary>Whether the ports of the web server take media too.</summary>
    internal bool SharesPorts => _settings.Web is not null;

    /// <summary>Tells clients of the ports that the web server listens on; for a web server in another process, which hands over what is media's.</summary>
    /// <param name="addresses">As Kestrel names them: <c>https://[::]:443</c>.</param>
    /// <param name="tlsName">The name in its certificate; null where it has none.</param>
    public void Announce(IEnumerable<string> addresses, string? tlsName)
    {
        if (_settings.Web is not { } web)
        {
            return;
        }

        var ports = WebAddresses.Read(addresses, web, tlsName);
        _media.Value.Share(ports);
        _log.MediaSharesPorts(string.Join(", ", _media.Value.TcpCandidates));
    }

    /// <summary>Tells clients of the ports that the web server in this process listens on.</summary>
    internal void Announce(IEnumerable<string> addresses) => Announce(addresses, _settings.Web?.TlsName());

    /// <summary>Takes connections to the ports of the web server.</summary>
    internal WebConnections WebConnections => _media.Value.WebConnections;

    internal void DrainTimedOut() => _log.DrainTimedOut();
}
