namespace Visio.Server.Admin;

/// <summary>A part of an application's webhooks.</summary>
/// <param name="Webhooks">The oldest first.</param>
/// <param name="Next">The cursor of what follows; null at the end.</param>
internal sealed record WebhookList(IReadOnlyList<WebhookView> Webhooks, string? Next);
