using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Visio.Server.Accounts.Oidc;

/// <summary>Seals the provider's tokens, so that whoever reads the database, or a backup of it, cannot use them.</summary>
internal sealed class TokenSeal(IDataProtectionProvider protection)
{
    private readonly IDataProtector _seal = protection.CreateProtector("visio.oidc.token");

    public string Seal(string token) => _seal.Protect(token);

    /// <summary>The token; null where it was sealed with keys that are gone.</summary>
    public string? Open(string? sealedToken)
    {
        try
        {
            return sealedToken is null ? null : _seal.Unprotect(sealedToken);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
