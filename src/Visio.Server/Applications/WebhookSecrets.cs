using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Visio.Server.Applications;

/// <summary>The keys that deliveries are signed with, as the Standard Webhooks specification (1.0.0) says. Sealed where they are stored.</summary>
internal sealed class WebhookSecrets(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>How long the former key is used beside a new one.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private const string Prefix = "whsec_";
    private readonly IDataProtector _seal = protection.CreateProtector("visio.webhook");

    /// <summary>Gives <paramref name="webhook"/> a new key; the former one stays valid for <see cref="Overlap"/>.</summary>
    /// <returns>The key as its receiver needs it. It cannot be read back.</returns>
    public string Change(Webhook webhook)
    {
        (webhook.FormerSealedSecret, webhook.FormerUntil) = (webhook.SealedSecret, time.GetUtcNow() + Overlap);
        var (secret, sealedSecret) = New();
        webhook.SealedSecret = sealedSecret;
        return secret;
    }

    public (string Secret, string Sealed) New()
    {
        var secret = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        return (secret, _seal.Protect(secret));
    }

    /// <summary>The value of <c>webhook-signature</c>: one signature for each valid key, separated by blanks.</summary>
    /// <exception cref="CryptographicException">The keys that seal were lost: the webhook needs a new secret.</exception>
    public string Sign(Webhook webhook, string id, DateTimeOffset at, string payload)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.{payload}"));
        var keys = new List<string> { webhook.SealedSecret };
        if (webhook is { FormerSealedSecret: { } former, FormerUntil: { } until } && until > at)
        {
            keys.Add(former);
        }

        return string.Join(' ', keys.Select(key =>
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(_seal.Unprotect(key)[Prefix.Length..]), signed))));
    }
}
