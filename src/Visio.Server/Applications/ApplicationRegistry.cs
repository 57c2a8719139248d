using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Data;

namespace Visio.Server.Applications;

/// <summary>Makes applications and their secrets, for administrators and for the operator. Saving, and the audit log, are the caller's.</summary>
internal sealed class ApplicationRegistry(VisioDb db, TimeProvider time)
{
    /// <summary>A new application. The secret is shown once and cannot be read back.</summary>
    public (Application Application, string Secret) Add(string name, string scopes, string domains)
    {
        var now = time.GetUtcNow();
        var secret = NewSecret();
        var application = new Application
        {
            Id = Guid.CreateVersion7(now),
            Name = name,
            ClientId = "app_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
            SecretHash = HashOf(secret),
            Scopes = scopes,
            Domains = domains,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
        };
        db.Applications.Add(application);
        return (application, secret);
    }

    /// <summary>A new secret in place of the old one. Once that is saved, <see cref="TakeBackTokensAsync"/> ends what the old one opened.</summary>
    public static string ChangeSecret(Application application)
    {
        var secret = NewSecret();
        application.SecretHash = HashOf(secret);
        return secret;
    }

    public Task TakeBackTokensAsync(Guid application, CancellationToken cancellationToken) =>
        db.ApplicationTokens.Where(t => t.ApplicationId == application).ExecuteDeleteAsync(cancellationToken);

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
