using Visio.Server.Data;

namespace Visio.Server.Rooms;

/// <summary>Questions about admissions that are asked in more than one place.</summary>
internal static class AdmissionQueries
{
    /// <summary>
    /// Those that let nobody in any more: taken back themselves, or the account was shut out, the session revoked or the application
    /// disabled that they were given to.
    /// </summary>
    public static IQueryable<Admission> WhereRevoked(this IQueryable<Admission> admissions, VisioDb db) => admissions.Where(a =>
        a.RevokedAt != null
        || db.Users.Any(u => u.Id == a.UserId && u.DisabledAt != null)
        || db.Sessions.Any(s => s.Id == a.SessionId && s.RevokedAt != null)
        || db.Applications.Any(p => p.Id == a.ApplicationId && p.DisabledAt != null));

    /// <summary>
    /// Those that may still let somebody into a room: not taken back, and not of a stay that ended longer ago than any token lives.
    /// </summary>
    public static IQueryable<Admission> StillGoodFor(this IQueryable<Admission> admissions, Guid room, DateTimeOffset now)
    {
        var since = now.AddDays(-1);
        return admissions.Where(a => a.RoomId == room && a.RevokedAt == null && (a.LeftAt == null || a.LeftAt > since));
    }

    /// <summary>Those that belong to the people behind <paramref name="some"/>, on whatever device.</summary>
    public static IQueryable<Admission> OfSamePeople(this IQueryable<Admission> admissions, IReadOnlyCollection<Admission> some)
    {
        var identities = some.Select(a => a.Identity).ToList();
        var users = some.Where(a => a.UserId is not null).Select(a => a.UserId).Distinct().ToList();
        var guests = some.Where(a => a.GuestKey is not null).Select(a => a.GuestKey).Distinct().ToList();
        return admissions.Where(a => identities.Contains(a.Identity)
            || (a.UserId != null && users.Contains(a.UserId)) || (a.GuestKey != null && guests.Contains(a.GuestKey)));
    }
}
