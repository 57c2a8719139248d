namespace Visio.Server.Accounts.Oidc;

/// <summary>Why a sign-in with the provider came to nothing: codes that the web client explains.</summary>
internal static class SignInProblems
{
    /// <summary>The provider does not answer, or not as it should.</summary>
    public const string ProviderUnavailable = "provider_unavailable";

    /// <summary>The attempt is not one of this browser, took too long, or was used already.</summary>
    public const string Expired = "sign_in_expired";

    /// <summary>The provider refused, or the person did.</summary>
    public const string Refused = "sign_in_refused";

    /// <summary>What the provider sent must not be believed. The log says why.</summary>
    public const string Failed = "sign_in_failed";

    /// <summary>The sign-in is weaker than what was asked for.</summary>
    public const string AssuranceNotMet = "assurance_not_met";

    public const string AccountDisabled = "account_disabled";

    /// <summary>Nobody is known by that name here, and accounts are not made by signing in.</summary>
    public const string AccountUnknown = "account_unknown";

    /// <summary>The address belongs to an account that the provider's word is not enough for.</summary>
    public const string EmailTaken = "email_taken";
}
