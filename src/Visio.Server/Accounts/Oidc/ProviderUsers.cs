using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.Data;
using Visio.Server.Settings;

namespace Visio.Server.Accounts.Oidc;

/// <summary>
/// Which account somebody has whom the provider names: by issuer and subject, then by e-mail where that is allowed, else a new one. It
/// works in a context of its own, so that two tabs that sign in at once can both try: the second finds what the first made.
/// </summary>
internal sealed class ProviderUsers(IServiceScopeFactory scopes, VisioSettings settings, TimeProvider time, ILogger<ProviderUsers> logger)
{
    /// <summary>The account's id, brought up to date with what the provider says.</summary>
    /// <param name="who">As the provider described them.</param>
    /// <param name="create">Whether an account may be made.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="OidcException">There is no account and none may be made, or it is disabled.</exception>
    public async Task<Guid> FindOrCreateAsync(ProviderIdentity who, bool create, CancellationToken cancellationToken)
    {
        try
        {
            return await TryFindOrCreateAsync(who, create, cancellationToken);
        }
        catch (DbUpdateException)
        {
            return await TryFindOrCreateAsync(who, create, cancellationToken);
        }
    }

    private async Task<Guid> TryFindOrCreateAsync(ProviderIdentity who, bool create, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        var users = scope.ServiceProvider.GetRequiredService<Users>();
        var user = await (from login in db.UserLogins
                          join known in db.Users on login.UserId equals known.Id
                          where login.Issuer == who.Issuer && login.Subject == who.Subject
                          select known).SingleOrDefaultAsync(cancellationToken);
        var withEmail = who.Email is null ? null : await users.FindByEmailAsync(who.Email, cancellationToken);
        if (user is null && withEmail is not null)
        {
            user = MayBeTakenFor(withEmail) ? withEmail : throw new OidcException(
                SignInProblems.EmailTaken, $"The address of {who.Subject} belongs to user {withEmail.Id}, whom the provider may not sign in by it.");
            await LinkAsync(db, user, who, cancellationToken);
        }

        if (user is null)
        {
            if (!create)
            {
                throw new OidcException(SignInProblems.AccountUnknown, $"{who.Subject} has no account, and none is made.");
            }

            user = db.Users.Add(users.New(who.Email, who.Name ?? "", confirmed: who.Email is not null)).Entity;
            db.UserLogins.Add(NewLogin(user, who));
            db.Record(Did(who, "user.create", user));
        }

        if (user.DisabledAt is not null)
        {
            throw new OidcException(SignInProblems.AccountDisabled, $"User {user.Id} is disabled.");
        }

        Update(user, who, withEmail);
        await db.SaveChangesAsync(cancellationToken);
        return user.Id;
    }

    /// <summary>
    /// Whether the address alone makes them the same person. An address that nobody vouched for does not, once the account is in use:
    /// whoever opened it could otherwise wait there for its owner. The address is unique, so it is never several people's.
    /// </summary>
    private bool MayBeTakenFor(User user) => settings.Oidc.MatchByEmail && (user.EmailConfirmed || user.IsProvisional);

    private async Task LinkAsync(VisioDb db, User user, ProviderIdentity who, CancellationToken cancellationToken)
    {
        var former = await db.UserLogins.Where(login => login.UserId == user.Id && login.Issuer == who.Issuer).ToListAsync(cancellationToken);
        if (former.Count > 0 && settings.Oidc.SubjectImmutable)
        {
            logger.LogWarning("User {User} came with another subject, and is known by the e-mail address alone", user.Id);
            return;
        }

        db.UserLogins.RemoveRange(former);
        db.UserLogins.Add(NewLogin(user, who));
        db.Record(Did(who, "user.link", user));
    }

    /// <summary>What the provider says counts, but nothing is emptied by its silence, and nobody's address is taken away.</summary>
    private void Update(User user, ProviderIdentity who, User? withEmail)
    {
        if (who.Name is { } name)
        {
            user.DisplayName = name;
        }

        if (who.Email is { } email)
        {
            if (withEmail is not null && withEmail.Id != user.Id)
            {
                logger.LogWarning("User {User} has an address at the provider that is user {Other}'s here; the old one is kept", user.Id, withEmail.Id);
                return;
            }

            user.Email = email;
            user.NormalizedEmail = EmailAddress.Normalize(email);
            user.EmailConfirmed = true;
        }
    }

    private UserLogin NewLogin(User user, ProviderIdentity who) =>
        new() { Issuer = who.Issuer, Subject = who.Subject, UserId = user.Id, CreatedAt = time.GetUtcNow() };

    private static AuditEvent Did(ProviderIdentity who, string action, User user) =>
        new(AuditActor.IdentityProvider, who.Issuer, action, user.Id.ToString());
}
