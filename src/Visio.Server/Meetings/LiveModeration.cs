using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.LiveKit;
using Visio.Server.Accounts;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Media;
using Visio.Server.Policies;
using Visio.Server.Rooms;

namespace Visio.Server.Meetings;

/// <summary>What hosts do to people in a meeting: rows first, then the live call, all of it in one turn of the room.</summary>
internal sealed class LiveModeration(
    VisioDb db, ILiveRooms liveRooms, LiveRules rules, RoomOwnership ownership, RoomEvents roomEvents, TimeProvider time)
{
    /// <summary>Mutes a source of those who are meant. A shared screen is ended, with its sound: muted it would still be captured.</summary>
    public async Task<Affected> MuteAsync(LiveMeeting meeting, Targets targets, LiveSource source)
    {
        bool IsMeant(LiveParticipant participant) => LiveRoster.IsAdmission(participant.Identity) && targets.Include(participant.Identity);
        var media = meeting.Room.MediaName;
        var affected = source == LiveSource.ScreenShare
            ? await liveRooms.StopAsync(media, (p, t) => (t.Source is LiveSource.ScreenShare or LiveSource.ScreenShareAudio) && IsMeant(p))
            : await liveRooms.MuteAsync(media, (p, t) => t.Source == source && IsMeant(p));
        await SendAsync(meeting.Room, new("muted", meeting.By, source), affected);
        return new(affected);
    }

    /// <summary>Asks those who are meant, and do not have the source on, to unmute it: nobody can do it for them.</summary>
    public async Task<Affected> AskUnmuteAsync(LiveMeeting meeting, Targets targets, LiveSource source)
    {
        var asked = meeting.Participants
            .Where(p => LiveRoster.IsAdmission(p.Identity) && targets.Include(p.Identity) && !p.Tracks.Any(t => t.Source == source && !t.Muted))
            .Select(p => p.Identity).ToList();
        await SendAsync(meeting.Room, new("ask-unmute", meeting.By, source), asked);
        return new(asked);
    }

    /// <summary>
    /// Takes people out; their tokens stop working. A ban takes out every device of theirs and keeps them from coming back. Nothing
    /// happens when one of them is protected.
    /// </summary>
    public async Task<(Affected? Affected, ProblemHttpResult? Refusal)> RemoveAsync(
        LiveMeeting meeting, IReadOnlyCollection<string> identities, bool ban, Caller caller, CancellationToken cancellationToken)
    {
        var room = meeting.Room;
        var now = time.GetUtcNow();
        var named = await db.Admissions.StillGoodFor(room.Id, now).Where(a => identities.Contains(a.Identity)).ToListAsync(cancellationToken);
        if (await IncludesOwnerAsync(room, named, cancellationToken) && (ban || meeting.Standing.Role != RoomRole.Owner))
        {
            return (null, MeetingProblems.OwnerProtected);
        }

        // A token that somebody keeps for later lets in nobody either; other devices that are in the call stay, unless it is a ban.
        var theirs = await db.Admissions.StillGoodFor(room.Id, now).OfSamePeople(named).ToListAsync(cancellationToken);
        var revoked = theirs.Where(a => ban || identities.Contains(a.Identity) || !meeting.Includes(a.Identity)).ToList();
        revoked.ForEach(a => a.RevokedAt = now);
        if (ban)
        {
            await BanAsync(room, named, now, cancellationToken);
        }

        var gone = revoked.Select(a => a.Identity).ToHashSet(StringComparer.Ordinal);
        db.Record(caller.Did(ban ? "meeting.ban" : "meeting.remove", room: room.Id.ToString(), details: new { identities = named.Select(a => a.Identity) }));
        await db.SaveChangesAsync(cancellationToken);
        await rules.TakeOutAsync(room.Id, gone, ban ? "banned" : "removed");
        if (ban)
        {
            roomEvents.Updated(room);
        }

        return (new([.. gone.Where(meeting.Includes)]), null);
    }

    /// <summary>Gives a person another role on every device, at once.</summary>
    public async Task<(Affected? Affected, ProblemHttpResult? Refusal)> SetRoleAsync(
        LiveMeeting meeting, string identity, RoomRole role, bool persist, Caller caller, CancellationToken cancellationToken)
    {
        var room = meeting.Room;
        var theirs = await FindPersonAsync(room, identity, cancellationToken);
        if (theirs.Count == 0 || !meeting.Includes(identity))
        {
            return (null, MeetingProblems.ParticipantNotFound);
        }

        var member = theirs[0].UserId is { } user
            ? await db.RoomMembers.SingleOrDefaultAsync(m => m.RoomId == room.Id && m.UserId == user, cancellationToken)
            : null;
        if (Refusal(meeting, theirs, member, role, persist) is { } refusal)
        {
            return (null, refusal);
        }

        var audit = caller.Did("meeting.role", identity, room.Id.ToString(), new { role = ParticipantAttributes.Text(role), persist });
        if (await NameAsync(room, theirs, member, role, persist, audit, cancellationToken) is { } problem)
        {
            return (null, problem);
        }

        var live = theirs.Select(a => a.Identity).Where(meeting.Includes).ToList();
        await rules.ApplyAsync(room.Id, live, cancellationToken);
        var given = await db.Admissions.Where(a => a.Identity == identity).Select(a => a.Role).SingleAsync(cancellationToken);
        await SendAsync(room, new("role", meeting.By, Role: given), live);
        return (new(live), null);
    }

    /// <summary>Ends the meeting for all. Who was let in has to ask again; with <paramref name="happened"/> for the audit log.</summary>
    public async Task EndAsync(Room room, AuditEvent happened, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            await db.Admissions.StillGoodFor(room.Id, now)
                .ExecuteUpdateAsync(change => change.SetProperty(a => a.RevokedAt, now), cancellationToken);
            db.Record(happened);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await liveRooms.CloseAsync(room.MediaName);
    }

    private Task SendAsync(Room room, SystemMessage message, IReadOnlyCollection<string> identities) => identities.Count == 0
        ? Task.CompletedTask
        : liveRooms.SendAsync(room.MediaName, SystemMessage.Topic, LiveDescription.Message(message), identities);

    private async Task<List<Admission>> FindPersonAsync(Room room, string identity, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var named = await db.Admissions.StillGoodFor(room.Id, now).Where(a => a.Identity == identity).ToListAsync(cancellationToken);
        return named.Count == 0 ? [] : await db.Admissions.StillGoodFor(room.Id, now).OfSamePeople(named).ToListAsync(cancellationToken);
    }

    private async Task<bool> IncludesOwnerAsync(Room room, List<Admission> people, CancellationToken cancellationToken)
    {
        var users = people.Select(a => a.UserId).OfType<Guid>().ToList();
        return people.Any(a => a.Role == RoomRole.Owner)
            || await db.RoomMembers.AnyAsync(m => m.RoomId == room.Id && m.Role == RoomRole.Owner && users.Contains(m.UserId), cancellationToken);
    }

    private async Task BanAsync(Room room, List<Admission> people, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var bans = await db.RoomBans.Where(b => b.RoomId == room.Id).ToListAsync(cancellationToken);
        foreach (var person in people.Where(a => a.UserId is not null || a.GuestKey is not null))
        {
            if (!bans.Exists(b => person.UserId is not null ? b.UserId == person.UserId : b.GuestKey == person.GuestKey))
            {
                var ban = new RoomBan
                {
                    Id = Guid.CreateVersion7(now),
                    RoomId = room.Id,
                    UserId = person.UserId,
                    GuestKey = person.UserId is null ? person.GuestKey : null,
                    Name = person.Name,
                    CreatedAt = now,
                };
                bans.Add(ban);
                db.RoomBans.Add(ban);
            }
        }
    }

    private static ProblemHttpResult? Refusal(LiveMeeting meeting, List<Admission> theirs, RoomMember? member, RoomRole role, bool persist)
    {
        var isOwner = member?.Role == RoomRole.Owner || theirs.Exists(a => a.Role == RoomRole.Owner);
        if (meeting.Standing.Role != RoomRole.Owner && (isOwner || role == RoomRole.Owner))
        {
            return isOwner ? MeetingProblems.OwnerProtected : MeetingProblems.OwnerRoleRequired;
        }

        return persist && theirs[0].UserId is null ? MeetingProblems.AccountRequired : null;
    }

    /// <summary>
    /// Gives the role: for this meeting, or as a name in the room. A demotion always changes the name as well: who kept the higher one
    /// would have its power again at the next request. To lose the name itself takes <paramref name="persist"/>.
    /// </summary>
    private async Task<ProblemHttpResult?> NameAsync(
        Room room, List<Admission> theirs, RoomMember? member, RoomRole role, bool persist, AuditEvent audit, CancellationToken cancellationToken)
    {
        if (theirs[0].UserId is { } user && (persist || member?.Role > role))
        {
            var outcome = role >= RoomRole.Member || !persist
                ? await ownership.NameAsync(room, user, role >= RoomRole.Member ? role : RoomRole.Member, audit, cancellationToken)
                : member is not null
                    ? await ownership.RemoveAsync(room, user, audit, cancellationToken)
                    : RoomOwnershipOutcome.Done;
            if (outcome != RoomOwnershipOutcome.Done || role >= RoomRole.Member || member is not null)
            {
                return Problem(outcome);
            }
        }

        theirs.ForEach(a => a.Role = role);
        db.Record(audit);
        await db.SaveChangesAsync(cancellationToken);
        roomEvents.Updated(room);
        return null;
    }

    private static ProblemHttpResult? Problem(RoomOwnershipOutcome outcome) => outcome switch
    {
        RoomOwnershipOutcome.Done => null,
        RoomOwnershipOutcome.LastOwner => RoomProblems.LastOwner,
        RoomOwnershipOutcome.TooManyMembers => RoomProblems.TooManyMembers,
        _ => RoomProblems.MemberNotFound,
    };
}
