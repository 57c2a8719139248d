using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;

namespace Visio.Server.Accounts;

/// <summary>Makes and redeems links that sign one person in once.</summary>
internal sealed class SignInLinks(VisioDb db, TimeProvider time)
{
    /// <summary>How long a link is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>
    /// The path of a link. The secret stands behind the <c>#</c>, so that no browser sends it to a server and no proxy logs it.
    /// </summary>
    public static string PathOf(string secret, bool firstAdministrator = false) => $"/{(firstAdministrator ? "setup" : "link")}#{secret}";

    /// <summary>
    /// A new link in place of those that the person had; it is good once the context is saved. The others go at once, also where somebody
    /// else makes one at the same moment: call it in a transaction.
    /// </summary>
    /// <param name="userId">Whom it signs in; null for the first administrator.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Its secret.</returns>
    public async Task<string> NewAsync(Guid? userId, CancellationToken cancellationToken)
    {
        await db.SignInLinks.Where(l => l.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        var secret = SessionCookie.NewSecret();
        var now = time.GetUtcNow();
        db.SignInLinks.Add(new() { Id = SessionCookie.Hash(secret), UserId = userId, CreatedAt = now, ExpiresAt = now + Lifetime });
        return secret;
    }

    /// <summary>The link with this secret, not tracked; null where there is none, or its time is over.</summary>
    public async Task<SignInLink?> FindAsync(string? secret, CancellationToken cancellationToken)
    {
        if (secret is not { Length: > 0 and <= 100 })
        {
            return null;
        }

        var id = SessionCookie.Hash(secret);
        var now = time.GetUtcNow();
        return await db.SignInLinks.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id && l.ExpiresAt > now, cancellationToken);
    }

    /// <summary>Uses the link up. False where somebody else just did: of two only one gets in.</summary>
    public async Task<bool> UseUpAsync(SignInLink link, CancellationToken cancellationToken) =>
        await db.SignInLinks.Where(l => l.Id == link.Id).ExecuteDeleteAsync(cancellationToken) == 1;
}
