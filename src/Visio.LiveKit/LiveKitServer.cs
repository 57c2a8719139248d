using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Visio.LiveKit.Rooms;
using Visio.LiveKit.Signalling;
using Visio.Sfu;

namespace Visio.LiveKit;

/// <summary>The LiveKit-compatible server as its host sees it. Safe from any thread.</summary>
public sealed class LiveKitServer : IDisposable
{
    private readonly Lazy<MediaServer> _media;
    private readonly ILogger<LiveKitServer> _log;

    internal LiveKitServer(IOptions<LiveKitOptions> options, TimeProvider time, ILogger<LiveKitServer> log)
    {
        _log = log;
        var settings = options.Value;
        var (apiKey, apiSecret) = settings.Keys.First();
        _media = new(() => new MediaServer(
            new()
            {
                BindAddress = settings.MediaBindAddress,
                Port = settings.MediaPort,
                AdvertisedAddresses = [.. settings.AdvertisedAddresses],
            },
            time));
        var counters = new SignallingCounters();
        var events = new LiveEvents();
        Rooms = new(settings, () => new RoomContext(_media.Value, apiKey, apiSecret, events, counters, time, log), counters);
        Control = new(Rooms, events);
    }

    internal RoomDirectory Rooms { get; }

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
        return new(rooms.Length, rooms.Sum(r => r.ParticipantCount), counters.Joins, counters.Resumes, counters.Refused);
    }

    /// <summary>Refuses new joins and tells everybody to leave (SERVER_SHUTDOWN); completes when all are gone.</summary>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        _log.Draining(Rooms.All.Sum(r => r.ParticipantCount));
        return Rooms.DrainAsync(cancellationToken);
    }

    /// <summary>Stops the media server.</summary>
    public void Dispose()
    {
        if (_media.IsValueCreated)
        {
            _media.Value.Dispose();
        }
    }

    /// <summary>Opens the media port, so that a port that is taken is found out at start.</summary>
    internal void Start() => _log.MediaServerStarted(string.Join(", ", _media.Value.Candidates));

    internal void DrainTimedOut() => _log.DrainTimedOut();
}
