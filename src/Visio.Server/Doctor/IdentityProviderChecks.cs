using System.Text.Json;
using Visio.Server.Settings;

namespace Visio.Server.Doctor;

/// <summary>Whether the identity provider is there, is the one of the settings, can do what they ask of it, and has the same time.</summary>
internal static class IdentityProviderChecks
{
    private const string Check = "identity provider";

    /// <summary>Tokens are accepted for a minute before and after their time; half of it is left for the way.</summary>
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<Finding>> RunAsync(VisioSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        if (settings.Oidc.Issuer.Length == 0)
        {
            return [new Finding(Check, "none; people sign in with local accounts")];
        }

        var address = settings.Oidc.Issuer.TrimEnd('/') + "/.well-known/openid-configuration";
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        try
        {
            using var answer = await http.GetAsync(address, cancellationToken);
            answer.EnsureSuccessStatusCode();
            using var found = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            return [.. Look(found.RootElement, settings.Oidc), Clock(answer.Headers.Date, time.GetUtcNow())];
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException or InvalidOperationException
            || (failed is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [new Finding(Check, $"{address}: {failed.Message}", "Check Oidc:Issuer, the network and the proxy. People cannot sign in meanwhile.")];
        }
    }

    private static IEnumerable<Finding> Look(JsonElement found, OidcSettings oidc)
    {
        var issuer = found.TryGetProperty("issuer", out var said) ? said.ToString() : "";
        yield return issuer == oidc.Issuer
            ? new Finding(Check, issuer)
            : new Finding(Check, $"says that it is '{issuer}'", "Set Oidc:Issuer to exactly what the provider says, slash by slash.");
        yield return Offers(found, "id_token_signing_alg_values_supported", oidc.SigningAlgorithm, "Oidc:SigningAlgorithm");
        if (found.TryGetProperty("token_endpoint_auth_methods_supported", out _))
        {
            yield return Offers(found, "token_endpoint_auth_methods_supported", "client_secret_post", null);
        }

        if (oidc.ResourceServer.ClientId.Length > 0)
        {
            yield return found.TryGetProperty("introspection_endpoint", out var endpoint)
                ? new Finding("introspection", endpoint.ToString())
                : new Finding("introspection", "not offered", "Empty Oidc:ResourceServer:ClientId: other applications cannot be checked with this provider.");
        }
    }

    private static Finding Offers(JsonElement found, string list, string value, string? setting)
    {
        var offered = found.TryGetProperty(list, out var values) && values.ValueKind == JsonValueKind.Array
            ? values.EnumerateArray().Select(item => item.ToString()).ToList()
            : [];
        return offered.Contains(value, StringComparer.Ordinal)
            ? new Finding(value, "offered by the provider")
            : new Finding(
                value,
                $"not among what the provider offers: {string.Join(", ", offered)}",
                setting is null ? "Register this server with a provider that takes the secret in the form." : $"Set {setting} to one that it offers and that this server is registered with.");
    }

    private static Finding Clock(DateTimeOffset? theirs, DateTimeOffset ours)
    {
        if (theirs is not { } known)
        {
            return new Finding("provider's clock", "not told");
        }

        var difference = (ours - known).Duration();
        return difference <= MaxClockDifference
            ? new Finding("provider's clock", $"{known:u}")
            : new Finding("provider's clock", $"{known:u} there, {ours:u} here", "Set the clock; let it be kept by NTP. Tokens would be refused.");
    }
}
