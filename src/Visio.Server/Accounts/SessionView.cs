namespace Visio.Server.Accounts;

/// <summary>The caller's session.</summary>
/// <param name="User">Who is signed in; null where nobody is.</param>
/// <param name="DevSignIn">Whether signing in with a name alone works here: only with <c>--dev</c>.</param>
/// <param name="SignIn">How else one can sign in.</param>
/// <param name="AnonymousCreation">Whether somebody without an account may create rooms.</param>
/// <param name="Rooms">What the policy leaves to those who make or change a room.</param>
/// <param name="AccessibilityContact">Where people report what they cannot use: an e-mail address, or an address that begins with <c>https:</c>; null where nobody said.</param>
internal sealed record SessionView(
    SessionUser? User, bool DevSignIn, SignInWays SignIn, bool AnonymousCreation, RoomChoices Rooms, string? AccessibilityContact);
