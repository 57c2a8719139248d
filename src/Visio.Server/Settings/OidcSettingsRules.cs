using System.Security.Cryptography;
using System.Text;

namespace Visio.Server.Settings;

/// <summary>What makes <see cref="OidcSettings"/> usable.</summary>
internal static class OidcSettingsRules
{
    private static readonly string[] Algorithms = ["ES256", "RS256", "HS256"];

    /// <summary>Everything that is wrong with them, each with what to do.</summary>
    public static IEnumerable<string> Problems(OidcSettings oidc)
    {
        if (oidc.Issuer.Length == 0)
        {
            if (oidc.ClientId.Length > 0 || oidc.ClientSecret.Length > 0 || oidc.ResourceServer.ClientId.Length > 0)
            {
                yield return "Oidc:Issuer is empty, but there is a client. Give the issuer, or no client.";
            }

            yield break;
        }

        if (!IsIssuer(oidc.Issuer))
        {
            yield return $"Oidc:Issuer is '{oidc.Issuer}': not an address as https://idp.example/realm. http is for a provider on this machine only.";
        }

        if (oidc.ClientId.Length == 0 || oidc.ClientSecret.Length == 0)
        {
            yield return "Oidc:ClientId and Oidc:ClientSecret are needed: the provider gave them when this server was registered.";
        }

        if (!Algorithms.Contains(oidc.SigningAlgorithm, StringComparer.Ordinal))
        {
            yield return $"Oidc:SigningAlgorithm is '{oidc.SigningAlgorithm}': must be ES256, RS256 or HS256.";
        }
        else if (oidc.SigningAlgorithm == "HS256" && Encoding.UTF8.GetByteCount(oidc.ClientSecret) < 32)
        {
            yield return "Oidc:ClientSecret must have at least 32 characters to be the key of HS256 (RFC 7518 section 3.2).";
        }

        if (!oidc.Scopes.Split(' ').Contains("openid", StringComparer.Ordinal))
        {
            yield return "Oidc:Scopes must contain openid.";
        }

        if (oidc.RefreshInterval != TimeSpan.Zero && (oidc.RefreshInterval < TimeSpan.FromSeconds(10) || oidc.RefreshInterval > TimeSpan.FromHours(12)))
        {
            yield return "Oidc:RefreshInterval must be 0, or from 10 seconds to 12 hours.";
        }

        if (oidc.MaxAuthenticationAge < TimeSpan.Zero || oidc.MaxAuthenticationAge > TimeSpan.FromDays(30))
        {
            yield return "Oidc:MaxAuthenticationAge must be from 0 to 30 days.";
        }

        if (oidc.DecryptionKeyFile.Length > 0 && KeyProblem(oidc.DecryptionKeyFile) is { } unusable)
        {
            yield return $"Oidc:DecryptionKeyFile {unusable}";
        }

        if (oidc.ResourceServer.ClientId.Length > 0)
        {
            if (oidc.ResourceServer.ClientSecret.Length == 0 || oidc.ResourceServer.BaseScope.Length == 0)
            {
                yield return "Oidc:ResourceServer has a ClientId: it needs a ClientSecret and a BaseScope as well.";
            }

            if (oidc.ResourceServer.CacheLifetime < TimeSpan.Zero || oidc.ResourceServer.CacheLifetime > TimeSpan.FromMinutes(5))
            {
                yield return "Oidc:ResourceServer:CacheLifetime must be from 0 to 5 minutes.";
            }
        }
    }

    private static bool IsIssuer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var issuer) && issuer is { Query: "", Fragment: "", UserInfo: "" }
        && (issuer.Scheme == Uri.UriSchemeHttps || (issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback));

    private static string? KeyProblem(string file)
    {
        try
        {
            var pem = File.ReadAllText(file);
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            rsa.ExportParameters(includePrivateParameters: true);
            return rsa.KeySize < 2048 ? $"{file} has an RSA key of {rsa.KeySize} bits: 2048 are the least." : null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {refused.Message}";
        }
        catch (Exception notRsa) when (notRsa is ArgumentException or CryptographicException)
        {
            return IsP256(file) ? null : $"{file} holds no private key (PEM) of RSA or of P-256.";
        }
    }

    private static bool IsP256(string file)
    {
        try
        {
            using var ec = ECDiffieHellman.Create();
            ec.ImportFromPem(File.ReadAllText(file));
            return ec.ExportParameters(includePrivateParameters: true).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
        }
        catch (Exception notEc) when (notEc is ArgumentException or CryptographicException)
        {
            return false;
        }
    }
}
