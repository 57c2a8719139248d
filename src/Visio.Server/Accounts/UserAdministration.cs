using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Data;

namespace Visio.Server.Accounts;

/// <summary>What administrators and the operator do with accounts. Everything is saved and audited at once.</summary>
internal sealed class UserAdministration(VisioDb db, Users users, Sessions sessions, SignInLinks links, Passwords passwords, TimeProvider time)
{
    /// <summary>Makes an account. Somebody who was only named so far, by that address, becomes it.</summary>
    /// <param name="email">An address that <see cref="EmailAddress"/> has accepted.</param>
    /// <param name="displayName">A name that <see cref="DisplayName"/> has accepted.</param>
    /// <param name="isAdmin">Whether the person administers this server.</param>
    /// <param name="did">Who makes it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Null where the address has an account already.</returns>
    public async Task<User?> CreateAsync(string email, string displayName, bool isAdmin, AuditedBy did, CancellationToken cancellationToken)
    {
        var user = await users.FindByEmailAsync(email, cancellationToken);
        if (user is not null && (!user.IsProvisional || user.DisplayName.Length > 0))
        {
            return null;
        }

        user ??= db.Users.Add(users.New(email)).Entity;
        user.DisplayName = displayName;
        user.EmailConfirmed = true;
        user.IsAdmin |= isAdmin;
        db.Record(did("user.create", user.Id.ToString(), null, new { isAdmin }));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Somebody else made it at the same moment.
            db.Forget();
            return null;
        }

        return user;
    }

    /// <summary>Shuts the person out: no session, no sign-in, and live media ends.</summary>
    public async Task DisableAsync(User user, AuditedBy did, CancellationToken cancellationToken)
    {
        user.DisabledAt ??= time.GetUtcNow();
        db.Record(did("user.disable", user.Id.ToString()));
        await sessions.RevokeOfUserAsync(user.Id, null, cancellationToken);
    }

    /// <summary>Lets the person sign in again; the sessions of before stay revoked.</summary>
    public async Task EnableAsync(User user, AuditedBy did, CancellationToken cancellationToken)
    {
        user.DisabledAt = null;
        db.Record(did("user.enable", user.Id.ToString()));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Makes the person an administrator, or no more. Either way they sign in anew; calls go on.</summary>
    public async Task SetAdminAsync(User user, bool isAdmin, AuditedBy did, CancellationToken cancellationToken)
    {
        if (user.IsAdmin != isAdmin)
        {
            user.IsAdmin = isAdmin;
            db.Record(did(isAdmin ? "user.admin.grant" : "user.admin.withdraw", user.Id.ToString()));
            await db.SaveChangesAsync(cancellationToken);
            await sessions.EndOfUserAsync(user.Id, cancellationToken);
        }
    }

    /// <summary>Whether nobody would administer this server without this one.</summary>
    public async Task<bool> IsLastAdministratorAsync(User user, CancellationToken cancellationToken) =>
        user is { IsAdmin: true, DisabledAt: null }
        && !await db.Users.AnyAsync(u => u.Id != user.Id && u.IsAdmin && u.DisabledAt == null, cancellationToken);

    /// <summary>Revokes every session; live media ends.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> SignOutAsync(User user, AuditedBy did, CancellationToken cancellationToken)
    {
        db.Record(did("user.session.revoke", user.Id.ToString(), null, new { all = true }));
        return sessions.RevokeOfUserAsync(user.Id, null, cancellationToken);
    }

    /// <summary>A link that signs the person in once, within <see cref="SignInLinks.Lifetime"/>; the former ones are good no more.</summary>
    /// <returns>Its path, with the secret.</returns>
    public async Task<string> LinkAsync(User user, AuditedBy did, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var secret = await links.NewAsync(user.Id, cancellationToken);
        db.Record(did("user.link.create", user.Id.ToString()));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return SignInLinks.PathOf(secret);
    }

    /// <summary>Sets a password that <see cref="PasswordRules"/> have accepted; every session is revoked.</summary>
    public async Task SetPasswordAsync(User user, string password, AuditedBy did, CancellationToken cancellationToken)
    {
        passwords.Set(user, password);
        db.Record(did("user.password.set", user.Id.ToString()));
        await sessions.RevokeOfUserAsync(user.Id, null, cancellationToken);
    }
}
