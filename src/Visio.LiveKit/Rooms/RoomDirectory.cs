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

    public RoomPresets Presets { get; } = new(options);

    public RevokedTokens Revoked { get; } = new();

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

        if (Revoked.Include(join))
        {
            return Refusal.Revoked;
        }

        if (!Presets.Has(join.Token.RoomPreset))
        {
            return Refusal.NoPreset;
        }

        return options.AutoCreateRooms || _rooms.ContainsKey(join.Grant.Room) ? null : Refusal.NoRoom;
    }

    /// <summary>Finds or opens a room.</summary>
    public RoomActor Open(RoomSettings settings) =>
        _rooms.GetOrAdd(settings.Name, name => new(() => new RoomActor(settings, context(), Forget))).Value;

    /// <summary>Finds a room, or opens it where rooms open by themselves.</summary>
    public RoomActor? FindOrOpen(string name) => Find(name) ?? (options.AutoCreateRooms ? Open(RoomSettings.Default(name, options)) : null);

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
        var asked = new RoomConfiguration();
        if (join.Token.RoomConfig.Length > 0 && ProtoJson.TryParse(join.Token.RoomConfig, out RoomConfiguration configuration))
        {
            asked = configuration;
        }

        return Presets.TryApply(join.Grant.Room, join.Token.RoomPreset, asked, out var settings)
            ? settings
            : RoomSettings.Default(join.Grant.Room, options).With(asked);
    }

    private void Forget(RoomActor room) => _rooms.TryRemove(room.Name, out _);
}
