using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Media;
using Visio.Server.Meetings;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Entering;

/// <summary>Lets people in from a lobby: all of them in one transaction, and none of them twice.</summary>
internal sealed class Admitting(VisioDb db, Lobbies lobbies, RoomCapacity capacity, OpenSessions sessions, ILiveRooms liveRooms, LiveRules rules, TimeProvider time)
{
    /// <summary>Lets in those that are chosen, first come first, as far as there are places.</summary>
    /// <param name="room">The room; not tracked, as those who are let in look at it later.</param>
    /// <param name="which">Who; everybody, where it is null.</param>
    /// <param name="role">As what each of them enters.</param>
    /// <param name="audit">Who lets them in, given how many; null where nobody does, because the rules have changed.</param>
    /// <param name="cancellationToken">Gives up before anything was done.</param>
    /// <returns>The ids of those who were let in, and whether others were not because the room is full.</returns>
    public async Task<(IReadOnlyList<string> Ids, bool IsFull)> AdmitAsync(
        Room room, Func<LobbyPlace, bool>? which, Func<LobbyPlace, RoomRole> role, Func<int, AuditEvent>? audit, CancellationToken cancellationToken)
    {
        if (liveRooms.IsDraining || !lobbies.TryFind(room.Id, out var lobby))
        {
            return ([], false);
        }

        await rules.OpenAsync(room, cancellationToken);
        using var turn = await capacity.TakeTurnAsync(room, cancellationToken);
        var taken = lobby.Take(which);
        try
        {
            var free = await capacity.FreeAsync(room, cancellationToken);
            var admitted = await SaveAsync(room, taken, free, role, audit, cancellationToken);
            lobby.Admit(room, admitted);
            lobbies.Left(room, admitted.Select(a => a.Place), "admitted");
            return ([.. admitted.Select(a => a.Place.Id)], taken.Count > free);
        }
        finally
        {
            lobby.PutBack(taken.Select(t => t.Place));
        }
    }

    private async Task<List<(LobbyPlace Place, IReadOnlyList<Admission> Admissions)>> SaveAsync(
        Room room, IReadOnlyList<LobbyTaken> taken, int free, Func<LobbyPlace, RoomRole> role, Func<int, AuditEvent>? audit, CancellationToken cancellationToken)
    {
        
        // Who signed out, or was shut out, while waiting is not let in.
        var open = await sessions.AmongAsync(taken.Select(t => t.Entrant.SessionId), cancellationToken);
        var now = time.GetUtcNow();
        var admitted = taken
            .Where(t => t.Entrant.SessionId is not { } session || open.Contains(session))
            .Take(free)
            .Select(t => (t.Place, (IReadOnlyList<Admission>)[.. Enumerable.Range(0, t.Tabs).Select(_ => t.Entrant.NewAdmission(room, role(t.Place), now))]))
            .ToList();
        if (admitted.Count == 0)
        {
            return [];
        }

        db.Admissions.AddRange(admitted.SelectMany(a => a.Item2));
        if (audit is not null)
        {
            db.Record(audit(admitted.Count));
        }

        await db.SaveChangesAsync(cancellationToken);
        return admitted;
    }
}
