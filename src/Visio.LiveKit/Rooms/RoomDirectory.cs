using System.Collections.Concurrent;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;

namespace Visio.LiveKit.Rooms;

/// <summary>The rooms that exist, by name. Any thread.</summary>
internal sealed class RoomDirectory(LiveKitOptions options, Func<RoomContext> context, SignallingCounters counters)
{
    private readonly ConcurrentDictionary<string, Lazy<RoomActor>> _rooms = new(StringComparer.Ordinal);
    private volatile bool _draining;

    public bool IsDraining => _draining;

    public SignallingCounters Counters => counters;

    public IEnumerable<RoomActor> All => _rooms.Values.Where(r => r.IsValueCreated).Select(r => r.Value);

    public RoomActor? Find(string name) => _rooms.TryGetValue(name, out var room) ? room.Value : null;

    /// <summary>The checks of a join that depend on the rooms there are; a validating request makes the same.</summary>
    public Refusal? Check(JoinParameters join)
    {
        if (_draining)
        {
            return Refusal.ShuttingDown;
        }

        return options.AutoCreateRooms || _rooms.ContainsKey(join.Grant.Room) ? null : Refusal.NoRoom;
    }

    /// <summary>Finds or opens a room.</summary>
    public RoomActor Open(RoomSettings settings) =>
        _rooms.GetOrAdd(settings.Name, name => new(() => new RoomActor(settings, context(), Forget))).Value;

    public async Task<Admission> AdmitAsync(JoinParameters join, SignalSession session)
    {
        while (!_draining)
        {
            var room = Find(join.Grant.Room);
            if (room is null && join.Request.Reconnect)
            {
                return Admission.Lost(session);
            }

            // A room may close at any moment; then the next round finds or opens another one.
            if (await (room ?? Open(Settings(join))).AdmitAsync(join, session) is { } admission)
            {
                return admission;
            }
        }

        return Admission.Refused(Refusal.ShuttingDown);
    }

    /// <summary>Refuses new joins and closes all rooms.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        var rooms = All.ToArray();
        foreach (var room in rooms)
        {
            await room.CloseAsync(DisconnectReason.ServerShutdown);
        }

        await Task.WhenAll(rooms.Select(r => r.Completion)).WaitAsync(cancellationToken);
    }

    private RoomSettings Settings(JoinParameters join)
    {
        var settings = RoomSettings.Default(join.Grant.Room, options);
        return join.Token.RoomConfig.Length > 0 && ProtoJson.TryParse(join.Token.RoomConfig, out RoomConfiguration configuration)
            ? settings.With(configuration)
            : settings;
    }

    private void Forget(RoomActor room) => _rooms.TryRemove(room.Name, out _);
}
