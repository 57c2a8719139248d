using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;
using Visio.Server.Settings;

namespace Visio.Server.Accounts;

/// <summary>How a new server gets its first administrator: by a link that only whoever starts it sees.</summary>
internal sealed class FirstAdministrator(VisioDb db, SignInLinks links, VisioSettings settings)
{
    /// <summary>The path of a new link, in place of that of the last start; null where none is needed.</summary>
    public async Task<string?> NewLinkAsync(CancellationToken cancellationToken)
    {
        if (settings.Dev || !settings.SignsInLocally || settings.Oidc.Issuer.Length > 0 || await IsThereAsync(cancellationToken))
        {
            return null;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var secret = await links.NewAsync(null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return SignInLinks.PathOf(secret, firstAdministrator: true);
    }

    /// <summary>Whether some administrator can sign in: one who used the link but chose neither password nor passkey cannot.</summary>
    public Task<bool> IsThereAsync(CancellationToken cancellationToken) =>
        db.Users.AnyAsync(
            u => u.IsAdmin && u.DisabledAt == null
                && (u.PasswordHash != null || db.UserPasskeys.Any(p => p.UserId == u.Id) || db.UserLogins.Any(l => l.UserId == u.Id)),
            cancellationToken);

    /// <summary>Who used the link before and chose nothing to sign in with; null where nobody did.</summary>
    public Task<User?> UnfinishedAsync(CancellationToken cancellationToken) =>
        db.Users.Where(u => u.IsAdmin && u.Email == null && u.DisabledAt == null).OrderBy(u => u.CreatedAt).FirstOrDefaultAsync(cancellationToken);
}
