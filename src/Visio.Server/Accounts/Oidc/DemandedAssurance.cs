namespace Visio.Server.Accounts.Oidc;

/// <summary>For what a sign-in must be strong enough; the policy says how strong that is.</summary>
internal enum DemandedAssurance
{
    /// <summary>What everybody needs.</summary>
    Anybody,

    Host,

    Admin,
}
