using System.Security.Cryptography;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Webhooks;

/// <summary>
/// The <c>Authorization</c> of a LiveKit webhook: an access token, without <c>Bearer</c> in front, whose claim <c>sha256</c> is the
/// hash of the body.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The media type of a body.</summary>
    public const string ContentType = "application/webhook+json";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Signs a body; the signature is good for five minutes.</summary>
    public static string Sign(ReadOnlySpan<byte> body, string apiKey, string apiSecret, DateTimeOffset now) =>
        new AccessToken { Sha256 = Convert.ToBase64String(SHA256.HashData(body)) }.Sign(apiKey, apiSecret, now, Lifetime);

    /// <summary>Whether a body is from somebody who has the secret of one of the keys, and was signed a short while ago.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="authorization">The header.</param>
    /// <param name="keys">API keys and their secrets.</param>
    /// <param name="time">The clock.</param>
    public static async Task<bool> IsValidAsync(
        ReadOnlyMemory<byte> body, string authorization, IReadOnlyDictionary<string, string> keys, TimeProvider time)
    {
        var verified = await new TokenVerifier(keys, time).VerifyAsync(authorization);
        var claimed = new byte[SHA256.HashSizeInBytes];
        return verified.Token is { Sha256.Length: > 0 } token
            && Convert.TryFromBase64String(token.Sha256, claimed, out var length)
            && length == claimed.Length
            && CryptographicOperations.FixedTimeEquals(claimed, SHA256.HashData(body.Span));
    }
}
