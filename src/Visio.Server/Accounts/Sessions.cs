using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Events;
using Visio.Server.Settings;

namespace Visio.Server.Accounts;

/// <summary>
/// Opens, finds and ends sessions. Ended by the person or replaced by a newer sign-in, a session leaves calls alone; <i>revoked</i>, it
/// takes the live media with it. Rows stay until the session would have expired anyway, so that a session that was ended can still be revoked.
/// </summary>
internal sealed class Sessions(VisioDb db, EventFeed events, Administrators administrators, VisioSettings settings, TimeProvider time)
{
    /// <summary>
    /// Opens a session with a new secret and saves the context; the session that the browser had before ends (session fixation).
    /// Whoever calls has refused users that are disabled.
    /// </summary>
    public Task<Session> OpenAsync(HttpContext context, User user, SignInProof proof, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        user.LastSignInAt = now;
        if (!user.IsAdmin && administrators.Include(user))
        {
            user.IsAdmin = true;
            db.Record(new(AuditActor.System, null, "user.admin.grant", user.Id.ToString()));
        }

        return OpenAsync(context, user, proof, now, now + settings.Accounts.SessionLifetime, cancellationToken);
    }

    /// <summary>Gives the browser's session a new secret after a change of what opens the account; everything else about it stays.</summary>
    public async Task RenewAsync(HttpContext context, User user, CancellationToken cancellationToken)
    {
        if (SessionCookie.IdOf(context.Request) is not { } id
            || await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.UserId == user.Id, cancellationToken) is not { } former)
        {
            return;
        }

        await OpenAsync(
            context,
            user,
            new(former.Method)
            {
                Acr = former.Acr,
                Amr = former.Amr,
                Issuer = former.Issuer,
                Subject = former.Subject,
                ProviderSession = former.ProviderSession,
                SealedIdToken = former.SealedIdToken,
                SealedRefreshToken = former.SealedRefreshToken,
            },
            time.GetUtcNow(),
            former.ExpiresAt,
            cancellationToken);
    }

    /// <summary>The user of a session that is open; null where there is none, or its user is shut out.</summary>
    public async Task<Caller?> FindAsync(string sessionId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var found = await (from s in db.Sessions.AsNoTracking()
                           join u in db.Users.AsNoTracking() on s.UserId equals u.Id
                           where s.Id == sessionId && s.EndedAt == null && s.RevokedAt == null && s.ExpiresAt > now && u.DisabledAt == null
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

    /// <summary>The sessions that are open, the newest first.</summary>
    public async Task<IReadOnlyList<Session>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await db.Sessions.AsNoTracking()
            .Where(s => s.UserId == userId && s.EndedAt == null && s.RevokedAt == null && s.ExpiresAt > now)
            .OrderByDescending(s => s.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>Ends a session without ending live media: the person signed out, or signed in anew.</summary>
    public Task EndAsync(string sessionId, CancellationToken cancellationToken) => EndAsync(s => s.Id == sessionId, cancellationToken);

    /// <summary>Ends all sessions of a user without ending live media: after a change of privilege everybody signs in anew.</summary>
    public Task EndOfUserAsync(Guid userId, CancellationToken cancellationToken) => EndAsync(s => s.UserId == userId, cancellationToken);

    /// <summary>Revokes a session. Like all that revoke it saves the context, with what was recorded for the audit log before.</summary>
    /// <returns>How many were revoked.</returns>
    public Task<int> RevokeAsync(string sessionId, CancellationToken cancellationToken) =>
        RevokeAsync(s => s.Id == sessionId, cancellationToken);

    /// <summary>Revokes every session of a user, but for one.</summary>
    public Task<int> RevokeOfUserAsync(Guid userId, string? except, CancellationToken cancellationToken) =>
        RevokeAsync(s => s.UserId == userId && s.Id != except, cancellationToken);

    /// <summary>
    /// Revokes what a provider's logout token names (OpenID Connect Back-Channel Logout 1.0 §2.4): the provider's session where there
    /// is a <c>sid</c>, else every session of the subject.
    /// </summary>
    public Task<int> RevokeOfProviderAsync(string issuer, string? subject, string? providerSession, CancellationToken cancellationToken) =>
        RevokeAsync(
            s => s.Issuer == issuer && (subject == null || s.Subject == subject)
                && (providerSession == null ? subject != null : s.ProviderSession == providerSession),
            cancellationToken);

    private async Task<Session> OpenAsync(
        HttpContext context, User user, SignInProof proof, DateTimeOffset createdAt, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        if (SessionCookie.IdOf(context.Request) is { } former)
        {
            await EndAsync(former, cancellationToken);
        }

        var secret = SessionCookie.NewSecret();
        var session = new Session
        {
            Id = SessionCookie.Hash(secret),
            UserId = user.Id,
            Method = proof.Method,
            CreatedAt = createdAt,
            ExpiresAt = expiresAt,
            Acr = proof.Acr,
            Amr = proof.Amr,
            Issuer = proof.Issuer,
            Subject = proof.Subject,
            ProviderSession = proof.ProviderSession,
            SealedIdToken = proof.SealedIdToken,
            SealedRefreshToken = proof.SealedRefreshToken,
        };
        db.Sessions.Add(session);
        await db.SaveChangesAsync(cancellationToken);
        SessionCookie.Set(context, secret, session.ExpiresAt);
        return session;
    }

    private Task EndAsync(Expression<Func<Session, bool>> which, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.Sessions.Where(which).Where(s => s.EndedAt == null).ExecuteUpdateAsync(
            change => change.SetProperty(s => s.EndedAt, now)
                .SetProperty(s => s.SealedIdToken, (string?)null).SetProperty(s => s.SealedRefreshToken, (string?)null),
            cancellationToken);
    }

    private async Task<int> RevokeAsync(Expression<Func<Session, bool>> which, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var sessions = await db.Sessions.Where(which).Where(s => s.RevokedAt == null && s.ExpiresAt > now).ToListAsync(cancellationToken);
        foreach (var session in sessions)
        {
            session.RevokedAt = now;
            session.SealedIdToken = null;
            session.SealedRefreshToken = null;
        }

        await db.SaveChangesAsync(cancellationToken);
        events.Publish(new(EventTypes.AccessRevoked, now, null, new { }));
        return sessions.Count;
    }
}
