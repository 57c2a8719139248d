using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Data;

namespace Visio.Server.Applications;

/// <summary>Gives access tokens to applications and finds out whose a token is. They are opaque: 256 random bits, of which the hash is kept.</summary>
internal sealed class ApplicationTokens(VisioDb db, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>What our tokens begin with, so that they are told from those of an identity provider, and found where they were published.</summary>
    private const string Prefix = "vat_";
    private static readonly int Length = Prefix.Length + Base64Url.GetEncodedLength(32);

    /// <summary>A new token; null where the application lost its secret or its leave meanwhile.</summary>
    public async Task<string?> IssueAsync(Application application, Guid? user, string scopes, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var id = ApplicationRegistry.HashOf(token);
        db.ApplicationTokens.Add(new ApplicationToken
        {
            Id = id,
            ApplicationId = application.Id,
            UserId = user,
            Scopes = scopes,
            CreatedAt = now,
            ExpiresAt = now + Lifetime,
        });
        await db.SaveChangesAsync(cancellationToken);
        await db.Applications.Where(a => a.Id == application.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.LastUsedAt, now), cancellationToken);

        // Whoever changes the secret saves it and then deletes the tokens: looking again after the token is saved, one of the two sees the other.
        if (await db.Applications.AnyAsync(a => a.Id == application.Id && a.SecretHash == application.SecretHash && a.DisabledAt == null, cancellationToken))
        {
            return token;
        }

        await db.ApplicationTokens.Where(t => t.Id == id).ExecuteDeleteAsync(cancellationToken);
        return null;
    }

    /// <summary>The application that holds a token; null where the token is none of ours, is over, or was taken back.</summary>
    public async Task<Caller?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length != Length || !token.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var id = ApplicationRegistry.HashOf(token);
        var now = time.GetUtcNow();
        var found = await (from t in db.ApplicationTokens.AsNoTracking()
                           join a in db.Applications.AsNoTracking() on t.ApplicationId equals a.Id
                           join u in db.Users.AsNoTracking() on t.UserId equals (Guid?)u.Id into users
                           from user in users.DefaultIfEmpty()
                           where t.Id == id && t.ExpiresAt > now && a.DisabledAt == null && (user == null || user.DisabledAt == null)
                           select new { t.ApplicationId, t.UserId, t.Scopes, Name = user == null ? a.Name : user.DisplayName }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new Caller
        {
            Kind = CallerKind.Application,
            ApplicationId = found.ApplicationId,
            UserId = found.UserId,
            DisplayName = found.Name.Length > 0 ? found.Name : null,
            Scopes = found.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal),
        };
    }
}
