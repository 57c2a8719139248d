namespace Visio.Server.Admin;

/// <summary>A new webhook, or what changes in one: null leaves it as it is.</summary>
/// <param name="Url">An absolute https address.</param>
/// <param name="Events">The kinds of events it wants; <c>["*"]</c>, and null for a new one, means all.</param>
/// <param name="Disabled">Whether it is switched off. Not for a new one.</param>
internal sealed record WebhookRequest(string? Url, IReadOnlyList<string?>? Events, bool? Disabled);
