using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.LiveKit;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Media;
using Visio.Server.Rooms;

namespace Visio.Server.Meetings;

/// <summary>Finds the meeting that goes on in a room, and what the caller is in it.</summary>
internal sealed class MeetingLookup(VisioDb db, RoomLookup rooms, ILiveRooms liveRooms)
{
    /// <summary>The meeting for a host of it, inside or not.</summary>
    public async Task<(LiveMeeting? Meeting, ProblemHttpResult? Refusal)> AsHostAsync(string slug, Caller caller, CancellationToken cancellationToken)
    {
        var (meeting, refusal) = await FindAsync(slug, caller, cancellationToken);
        return meeting switch
        {
            null => (null, refusal),
            { Standing.HostRefusal: { } notHost } => (null, notHost),
            { Participants.Count: 0 } => (null, MeetingProblems.NoMeeting),
            _ => (meeting, null),
        };
    }

    /// <summary>The meeting for somebody who is in it, or hosts it.</summary>
    public async Task<(LiveMeeting? Meeting, ProblemHttpResult? Refusal)> AsInsiderAsync(string slug, Caller caller, CancellationToken cancellationToken)
    {
        var (meeting, refusal) = await FindAsync(slug, caller, cancellationToken);
        return meeting switch
        {
            null => (null, refusal),
            { Own.Count: 0, Standing.IsHost: false } => (null, MeetingProblems.NotInside),
            { Participants.Count: 0 } => (null, MeetingProblems.NoMeeting),
            _ => (meeting, null),
        };
    }

    /// <summary>The meeting for somebody as one participant: an identity that a request names counts only where it is who makes the request, and in the meeting.</summary>
    public async Task<(LiveMeeting? Meeting, Admission? Own, ProblemHttpResult? Refusal)> AsOneselfAsync(
        string slug, string identity, Caller caller, CancellationToken cancellationToken)
    {
        var (meeting, refusal) = await AsInsiderAsync(slug, caller, cancellationToken);
        var own = meeting?.Own.FirstOrDefault(a => a.Identity == identity);
        return (meeting, own, refusal ?? (own is null ? MeetingProblems.NotYours : null));
    }

    private async Task<(LiveMeeting? Meeting, ProblemHttpResult? Refusal)> FindAsync(string slug, Caller caller, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(slug, caller, cancellationToken) is not { } standing)
        {
            return (null, RoomProblems.NotFound);
        }

        var participants = await liveRooms.ParticipantsAsync(standing.Room.MediaName);
        return (new(standing, participants, await OwnAsync(standing.Room, caller, participants, cancellationToken)), null);
    }

    /// <summary>What an application is for somebody else does not count: it is in no meeting itself.</summary>
    private async Task<IReadOnlyList<Admission>> OwnAsync(
        Room room, Caller caller, IReadOnlyList<LiveParticipant> participants, CancellationToken cancellationToken)
    {
        if (caller.Kind is not (CallerKind.User or CallerKind.Guest))
        {
            return [];
        }

        var live = participants.Select(p => p.Identity).ToHashSet(StringComparer.Ordinal);
        var own = await db.Admissions.Where(a => a.RoomId == room.Id && a.RevokedAt == null)
            .Where(a => caller.UserId != null ? a.UserId == caller.UserId : a.GuestKey == caller.GuestKey)
            .OrderBy(a => a.CreatedAt).ToListAsync(cancellationToken);
        return [.. own.Where(a => live.Contains(a.Identity))];
    }
}
