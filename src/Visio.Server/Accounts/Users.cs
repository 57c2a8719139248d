using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;
using Visio.Server.Policies;

namespace Visio.Server.Accounts;

/// <summary>Finds and makes accounts.</summary>
internal sealed class Users(VisioDb db, PolicyStore policies, TimeProvider time)
{
    /// <summary>The account with an address that <see cref="EmailAddress"/> has accepted; tracked.</summary>
    public Task<User?> FindByEmailAsync(string email, CancellationToken cancellationToken)
    {
        var normalized = EmailAddress.Normalize(email);
        return db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalized, cancellationToken);
    }

    /// <summary>
    /// The account of somebody who is named by an address that <see cref="EmailAddress"/> has accepted: a provisional one is made where
    /// there is none, and saved at once. Null where there is none and the policy makes none. Call it before other changes of the context.
    /// </summary>
    public async Task<User?> FindOrCreateByEmailAsync(string email, CancellationToken cancellationToken)
    {
        if (await FindByEmailAsync(email, cancellationToken) is { } known)
        {
            return known;
        }

        if (!(await policies.CurrentAsync(cancellationToken)).ProvisionalUsers)
        {
            return null;
        }

        var user = db.Users.Add(New(email)).Entity;
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return user;
        }
        catch (DbUpdateException)
        {
            // Somebody else named the same person at the same time.
            db.Entry(user).State = EntityState.Detached;
            if (await FindByEmailAsync(email, cancellationToken) is { } other)
            {
                return other;
            }

            throw;
        }
    }

    /// <summary>An account that is not in the database yet.</summary>
    /// <param name="email">An address that <see cref="EmailAddress"/> has accepted; null for none.</param>
    /// <param name="displayName">Empty while the person is provisional.</param>
    /// <param name="confirmed">Whether somebody vouches that the address is the person's.</param>
    public User New(string? email, string displayName = "", bool confirmed = false)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Id = Guid.CreateVersion7(now),
            Email = email,
            NormalizedEmail = email is null ? null : EmailAddress.Normalize(email),
            EmailConfirmed = confirmed,
            DisplayName = displayName,
            SecurityStamp = Guid.NewGuid().ToString("N"),
            CreatedAt = now,
        };
    }
}
