using Visio.Server.Accounts;

namespace Visio.Server.Applications;

/// <summary>Finds the user that an application wants to act for.</summary>
internal sealed class ActingUsers(Users users)
{
    /// <summary>The same for somebody unknown and somebody who was shut out.</summary>
    private static TokenError NobodyToActFor => TokenError.InvalidGrant("There is no user with this address that the application could act for.");

    /// <summary>The user, or why the application may not act for that address. Somebody unknown is made where the policy allows it.</summary>
    public async Task<(Guid? User, TokenError? Refusal)> FindAsync(Application application, string address, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(address, out var email))
        {
            return (null, TokenError.InvalidRequest("act_for is not an e-mail address."));
        }

        var domains = application.Domains.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!domains.Contains("*", StringComparer.Ordinal) && !domains.Contains(email[(email.IndexOf('@', StringComparison.Ordinal) + 1)..], StringComparer.OrdinalIgnoreCase))
        {
            return (null, TokenError.UnauthorizedClient("The application may not act for users of this domain."));
        }

        return await users.FindOrCreateByEmailAsync(email, cancellationToken) is { DisabledAt: null } user ? (user.Id, null) : (null, NobodyToActFor);
    }
}
