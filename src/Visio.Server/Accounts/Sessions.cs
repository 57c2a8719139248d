using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;
using Visio.Server.Settings;

namespace Visio.Server.Accounts;

/// <summary>Opens, finds and ends sessions.</summary>
internal sealed class Sessions(VisioDb db, VisioSettings settings, TimeProvider time)
{
    /// <summary>Opens a session with a new secret; a session that the browser had before is ended (session fixation).</summary>
    public async Task<Session> OpenAsync(HttpContext context, User user, SignInMethod method, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (SessionCookie.IdOf(context.Request) is { } former)
        {
            await db.Sessions.Where(s => s.Id == former).ExecuteDeleteAsync(cancellationToken);
        }

        var secret = SessionCookie.NewSecret();
        var session = new Session
        {
            Id = SessionCookie.Hash(secret),
            UserId = user.Id,
            Method = method,
            CreatedAt = now,
            ExpiresAt = now + settings.Accounts.SessionLifetime,
        };
        db.Sessions.Add(session);
        user.LastSignInAt = now;
        await db.SaveChangesAsync(cancellationToken);
        SessionCookie.Set(context, secret, session.ExpiresAt);
        return session;
    }

    /// <summary>The user of a session that is open; null where there is none, or its user is shut out.</summary>
    public async Task<Caller?> FindAsync(string sessionId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var found = await (from s in db.Sessions.AsNoTracking()
                           join u in db.Users.AsNoTracking() on s.UserId equals u.Id
                           where s.Id == sessionId && s.RevokedAt == null && s.ExpiresAt > now && u.DisabledAt == null
                           select new { s.Id, s.Acr, s.Amr, UserId = u.Id, u.DisplayName, u.IsAdmin }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new Caller
        {
            Kind = CallerKind.User,
            UserId = found.UserId,
            SessionId = found.Id,
            DisplayName = found.DisplayName,
            IsAdmin = found.IsAdmin,
            Acr = found.Acr,
            Amr = (found.Amr ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal),
        };
    }

    public Task EndAsync(string sessionId, CancellationToken cancellationToken) =>
        db.Sessions.Where(s => s.Id == sessionId).ExecuteDeleteAsync(cancellationToken);
}
