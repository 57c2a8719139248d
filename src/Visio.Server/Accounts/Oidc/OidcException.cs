namespace Visio.Server.Accounts.Oidc;

/// <summary>The provider, or what it sent, cannot be used.</summary>
/// <param name="problem">One of <see cref="SignInProblems"/>.</param>
/// <param name="detail">For the log; without secrets or personal data.</param>
/// <param name="inner">What caused it.</param>
internal sealed class OidcException(string problem, string detail, Exception? inner = null) : Exception(detail, inner)
{
    public string Problem { get; } = problem;

    public static OidcException Unavailable(string detail, Exception? inner = null) => new(SignInProblems.ProviderUnavailable, detail, inner);

    public static OidcException Untrusted(string detail, Exception? inner = null) => new(SignInProblems.Failed, detail, inner);
}
