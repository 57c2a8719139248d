using System.Text.Json.Nodes;
using Visio.Server.Policies;
using Visio.Server.Settings;

namespace Visio.Server.Accounts.Oidc;

/// <summary>
/// What is asked of the provider, and expected in the ID token: of everybody by the settings (all of it), and of hosts or administrators
/// by the policy (one of its values of either kind).
/// </summary>
internal sealed class AssuranceDemand(OidcSettings settings, Policy policy, DemandedAssurance assurance)
{
    private readonly IReadOnlyList<string> _requiredAcr = Words(settings.RequiredAcr);
    private readonly IReadOnlyList<string> _requiredAmr = Words(settings.RequiredAmr);

    private IReadOnlyList<string> PolicyAcr => assurance switch
    {
        DemandedAssurance.Host => policy.HostAcr,
        DemandedAssurance.Admin => policy.AdminAcr,
        _ => [],
    };

    private IReadOnlyList<string> PolicyAmr => assurance switch
    {
        DemandedAssurance.Host => policy.HostAmr,
        DemandedAssurance.Admin => policy.AdminAmr,
        _ => [],
    };

    /// <summary>The <c>claims</c> parameter (OpenID Connect Core 1.0 §5.5); null where nothing need be asked.</summary>
    public string? ClaimsParameter
    {
        get
        {
            var claims = new JsonObject();
            IReadOnlyList<string> acr = (PolicyAcr.Count, _requiredAcr.Count) switch
            {
                (0, _) => _requiredAcr,
                (_, 0) => PolicyAcr,
                _ => [.. PolicyAcr.Intersect(_requiredAcr, StringComparer.Ordinal)],
            };
            if (acr.Count > 0)
            {
                // Where a method would do as well, the level is a wish: the provider must not refuse over it.
                var essential = _requiredAcr.Count > 0 || PolicyAmr.Count == 0;
                claims["acr"] = new JsonObject
                {
                    ["essential"] = essential,
                    ["values"] = new JsonArray([.. acr.Select(value => JsonValue.Create(value))]),
                };
            }

            if (_requiredAmr.Count > 0 || (PolicyAmr.Count > 0 && PolicyAcr.Count == 0))
            {
                claims["amr"] = new JsonObject { ["essential"] = true };
            }
            else if (policy.HostAmr.Count > 0 || policy.AdminAmr.Count > 0)
            {
                // Asked of everybody, so that who is strong enough already need not sign in a second time.
                claims["amr"] = null;
            }

            return claims.Count == 0 ? null : new JsonObject { ["id_token"] = claims }.ToJsonString();
        }
    }

    /// <summary>Whether the ID token says what was demanded. A provider may let people in without it, so it is never taken for granted.</summary>
    public bool IsMet(string? acr, IReadOnlyList<string> amr) =>
        (_requiredAcr.Count == 0 || (acr is not null && _requiredAcr.Contains(acr, StringComparer.Ordinal)))
        && (_requiredAmr.Count == 0 || amr.Any(method => _requiredAmr.Contains(method, StringComparer.Ordinal)))
        && IsPolicyMet(new Caller { Kind = CallerKind.User, Acr = acr, Amr = amr.ToHashSet(StringComparer.Ordinal) });

    private bool IsPolicyMet(Caller caller) => assurance switch
    {
        DemandedAssurance.Host => Assurance.SufficesForHost(caller, policy),
        DemandedAssurance.Admin => Assurance.SufficesForAdmin(caller, policy),
        _ => true,
    };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
