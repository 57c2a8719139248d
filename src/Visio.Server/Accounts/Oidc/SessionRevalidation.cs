using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Settings;

namespace Visio.Server.Accounts.Oidc;

/// <summary>
/// Asks the provider from time to time whether it still stands by each session, by using its refresh token (RFC 6749 §6). Where it does
/// not, the session is revoked, and calls end: ProConnect tells us of a sign-out in no other way. A provider that is down revokes nobody.
/// Several processes share the work: whoever notes the time in the row asks.
/// </summary>
internal sealed class SessionRevalidation(
    IServiceScopeFactory scopes,
    VisioSettings settings,
    ProviderMetadata metadata,
    ProviderConnection connection,
    ProviderTokens tokens,
    TokenSeal seal,
    TimeProvider time,
    ILogger<SessionRevalidation> logger) : BackgroundService
{
    private const int BatchSize = 100;
    private const int AtOnce = 4;
    private readonly TimeSpan _interval = settings.Oidc.RefreshInterval;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Oidc.Issuer.Length == 0 || _interval <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromTicks(Math.Min(_interval.Ticks / 10, TimeSpan.FromSeconds(15).Ticks)), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Parallel.ForEachAsync(
                await DueAsync(cancellationToken),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (session, cancel) => await CheckAsync(session, cancel));
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            // The database may be away for a moment; the next tick comes anyway.
            logger.LogError(failed, "Sessions could not be checked with the identity provider");
        }
    }

    private async Task<IReadOnlyList<Session>> DueAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        var now = time.GetUtcNow();
        var due = now - _interval;
        return await db.Sessions.AsNoTracking()
            .Where(s => s.SealedRefreshToken != null && s.Issuer == settings.Oidc.Issuer && s.EndedAt == null && s.RevokedAt == null
                && s.ExpiresAt > now && s.CreatedAt <= due && (s.ProviderCheckedAt == null || s.ProviderCheckedAt <= due))
            .OrderBy(s => s.ProviderCheckedAt).Take(BatchSize).ToListAsync(cancellationToken);
    }

    private async Task CheckAsync(Session session, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        DateTimeOffset? now = time.GetUtcNow();
        var mine = await db.Sessions.Where(s => s.Id == session.Id && s.ProviderCheckedAt == session.ProviderCheckedAt)
            .ExecuteUpdateAsync(change => change.SetProperty(s => s.ProviderCheckedAt, now), cancellationToken);
        if (mine == 0 || seal.Open(session.SealedRefreshToken) is not { } refreshToken)
        {
            return;
        }

        try
        {
            var answer = await RefreshAsync(refreshToken, cancellationToken);
            if (answer.IsSuccess)
            {
                await KeepAsync(db, session, answer.Json(), cancellationToken);
            }
            else if (answer.Error == "invalid_grant")
            {
                await RevokeAsync(scope.ServiceProvider, session, cancellationToken);
            }
            else
            {
                logger.LogWarning("The identity provider answered a refresh with {Status} {Error}", answer.Status, answer.Error);
            }
        }
        catch (OidcException failed)
        {
            logger.LogWarning("A session could not be checked with the identity provider: {Reason}", failed.Message);
        }
    }

    private async Task<ProviderAnswer> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => await connection.PostAsync(
        (await metadata.CurrentAsync(cancellationToken)).TokenEndpoint,
        [
            new("grant_type", "refresh_token"),
            new("refresh_token", refreshToken),
            new("client_id", settings.Oidc.ClientId),
            new("client_secret", settings.Oidc.ClientSecret),
        ],
        "application/json",
        cancellationToken);

    private async Task KeepAsync(VisioDb db, Session session, TokenClaims granted, CancellationToken cancellationToken)
    {
        // Some providers give a new refresh token each time, and take the old one back.
        if (granted.Text("refresh_token") is { } next)
        {
            var text = seal.Seal(next);
            await db.Sessions.Where(s => s.Id == session.Id && s.EndedAt == null && s.RevokedAt == null)
                .ExecuteUpdateAsync(change => change.SetProperty(s => s.SealedRefreshToken, text), cancellationToken);
        }

        // OpenID Connect Core 1.0 §12.2: an ID token that comes along must be about the same person.
        if (granted.Text("id_token") is { } idToken)
        {
            var claims = await tokens.VerifyAsync(idToken, type: null, cancellationToken);
            IdTokenRules.CheckOrigin(claims, settings.Oidc.Issuer, settings.Oidc.ClientId);
            if (claims.Text("sub") != session.Subject)
            {
                throw OidcException.Untrusted("The refreshed ID token is about somebody else.");
            }

            var text = seal.Seal(idToken);
            await db.Sessions.Where(s => s.Id == session.Id && s.EndedAt == null && s.RevokedAt == null)
                .ExecuteUpdateAsync(change => change.SetProperty(s => s.SealedIdToken, text), cancellationToken);
        }
    }

    private async Task RevokeAsync(IServiceProvider services, Session session, CancellationToken cancellationToken)
    {
        var (db, sessions) = (services.GetRequiredService<VisioDb>(), services.GetRequiredService<Sessions>());
        db.Record(new(AuditActor.IdentityProvider, session.Issuer, "session.revoke", session.UserId.ToString(), null, new { reason = "refresh_refused" }));

        // With it goes what the same browser had before a step-up: calls that were joined then are the same provider session's.
        if (session.ProviderSession is { } ofProvider)
        {
            await sessions.RevokeOfProviderAsync(session.Issuer!, session.Subject, ofProvider, cancellationToken);
        }
        else
        {
            await sessions.RevokeAsync(session.Id, cancellationToken);
        }

        logger.LogInformation("The identity provider no longer stands by a session of user {User}: revoked", session.UserId);
    }
}
