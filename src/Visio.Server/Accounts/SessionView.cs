namespace Visio.Server.Accounts;

/// <summary>The caller's session.</summary>
/// <param name="User">Who is signed in; null where nobody is.</param>
/// <param name="DevSignIn">Whether signing in with a name alone works here: only with <c>--dev</c>.</param>
/// <param name="SignIn">How else one can sign in.</param>
/// <param name="AnonymousCreation">Whether somebody without an account may create rooms.</param>
internal sealed record SessionView(SessionUser? User, bool DevSignIn, SignInWays SignIn, bool AnonymousCreation);
