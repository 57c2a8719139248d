using System.Text.Json;

namespace Visio.Server.Accounts;

/// <summary>Signs in with a passkey.</summary>
/// <param name="Credential">What <c>navigator.credentials.get</c> gave, as <c>toJSON</c> writes it.</param>
internal sealed record PasskeySignIn(JsonElement? Credential);
