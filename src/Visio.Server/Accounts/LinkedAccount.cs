using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;

namespace Visio.Server.Accounts;

/// <summary>Finds or makes the account that a link opens, with what its person says of it.</summary>
internal sealed class LinkedAccount(VisioDb db, Users users, FirstAdministrator first)
{
    /// <summary>The account with its changes, not saved; or why there is none. The link stays good then, so that the person can try again.</summary>
    public async Task<(User? User, ProblemHttpResult? Refused)> PrepareAsync(SignInLink link, LinkSignIn request, CancellationToken cancellationToken)
    {
        string? name = null;
        if (request.DisplayName is not null && !DisplayName.TryParse(request.DisplayName, out name))
        {
            return (null, AccountProblems.InvalidDisplayName);
        }

        string? email = null;
        if (request.Email is not null && !EmailAddress.TryParse(request.Email, out email))
        {
            return (null, AccountProblems.InvalidEmail);
        }

        var user = link.UserId is { } id
            ? await db.Users.SingleOrDefaultAsync(u => u.Id == id, cancellationToken)
            : await FirstAsync(email, name, cancellationToken);
        if (user is null)
        {
            return (null, AccountProblems.LinkInvalid);
        }

        if (user.DisabledAt is not null)
        {
            return (null, AccountProblems.AccountDisabled);
        }

        if (request.Password is not null && PasswordRules.Refuse(request.Password, user.Email, name ?? user.DisplayName) is { } refused)
        {
            return (null, refused);
        }

        user.DisplayName = name ?? user.DisplayName;

        // Whoever made the link gave it to the person that the address stands for.
        user.EmailConfirmed = user.Email is not null;
        return (user, null);
    }

    /// <summary>The first administrator; null where there is one by now. Somebody who was named in a room before is the same person.</summary>
    private async Task<User?> FirstAsync(string? email, string? name, CancellationToken cancellationToken)
    {
        if (await first.IsThereAsync(cancellationToken))
        {
            return null;
        }

        var user = (email is null ? null : await users.FindByEmailAsync(email, cancellationToken))
            ?? await first.UnfinishedAsync(cancellationToken)
            ?? db.Users.Add(users.New(email, name ?? "")).Entity;
        if (email is not null && user.Email is null)
        {
            (user.Email, user.NormalizedEmail) = (email, EmailAddress.Normalize(email));
        }

        user.IsAdmin = true;
        return user;
    }
}
