using Visio.Server.Policies;

namespace Visio.Server.Accounts;

/// <summary>Whether somebody signed in strongly enough for what they want to do: what the policy demands of hosts and administrators.</summary>
internal static class Assurance
{
    /// <summary>Whether the caller may own and moderate rooms. An application may: what it does was allowed by its scopes.</summary>
    public static bool SufficesForHost(Caller caller, Policy policy) =>
        caller.Kind == CallerKind.Application || Meets(caller, policy.HostAcr, policy.HostAmr);

    /// <summary>Whether the caller may administer.</summary>
    public static bool SufficesForAdmin(Caller caller, Policy policy) => Meets(caller, policy.AdminAcr, policy.AdminAmr);

    private static bool Meets(Caller caller, IReadOnlyList<string> acr, IReadOnlyList<string> amr) =>
        (acr.Count == 0 && amr.Count == 0)
        || (caller.Acr is { } reached && acr.Contains(reached, StringComparer.Ordinal))
        || amr.Any(caller.Amr.Contains);
}
