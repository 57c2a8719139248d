using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Accounts.Oidc;
using Visio.Server.Data;
using Visio.Server.Settings;

namespace Visio.Server.Applications.ResourceServer;

/// <summary>Finds out for whom another application of the same identity provider calls.</summary>
internal sealed class TokenIntrospection(ProviderIntrospection provider, ProviderUsers users, VisioDb db, VisioSettings settings)
{
    /// <summary>The caller with an access token of the provider; null where the token is not good here, or its user is shut out.</summary>
    /// <exception cref="OidcException">The provider does not answer.</exception>
    public async Task<Caller?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (await provider.AskAsync(token, cancellationToken) is not { } found || await UserAsync(found.Subject, cancellationToken) is not { } user)
        {
            return null;
        }

        return new Caller
        {
            Kind = CallerKind.Application,
            ApplicationId = IdOf(found.ClientId),
            UserId = user.Id,
            DisplayName = user.DisplayName.Length > 0 ? user.DisplayName : null,
            Scopes = found.Scopes,
        };
    }

    private async Task<User?> UserAsync(string subject, CancellationToken cancellationToken)
    {
        var known = from login in db.UserLogins.AsNoTracking()
                    join user in db.Users.AsNoTracking() on login.UserId equals user.Id
                    where login.Issuer == settings.Oidc.Issuer && login.Subject == subject
                    select user;
        var found = await known.SingleOrDefaultAsync(cancellationToken);
        if (found is null && settings.Oidc.ResourceServer.CreateUsers)
        {
            // Nothing is known but the subject: the rest comes with the first sign-in.
            await users.FindOrCreateAsync(new ProviderIdentity { Issuer = settings.Oidc.Issuer, Subject = subject }, create: true, cancellationToken);
            found = await known.SingleOrDefaultAsync(cancellationToken);
        }

        return found is { DisabledAt: null } ? found : null;
    }

    /// <summary>There is no row for such an application. Limits and the audit log know it by an id made from its name (RFC 9562 §5.8).</summary>
    private Guid IdOf(string clientId)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{settings.Oidc.Issuer} {clientId}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
