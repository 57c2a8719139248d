using System.Text.Json;

namespace Visio.Server.Accounts;

/// <summary>Registers a passkey.</summary>
/// <param name="Credential">What <c>navigator.credentials.create</c> gave, as <c>toJSON</c> writes it.</param>
/// <param name="Name">What the person calls it; 1 to 50 characters.</param>
internal sealed record AddPasskeyRequest(JsonElement? Credential, string? Name);
