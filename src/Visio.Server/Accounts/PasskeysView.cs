namespace Visio.Server.Accounts;

/// <summary>The caller's passkeys.</summary>
/// <param name="Passkeys">The oldest first.</param>
internal sealed record PasskeysView(IReadOnlyList<PasskeyView> Passkeys);
