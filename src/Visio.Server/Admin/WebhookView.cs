using Visio.Server.Applications;

namespace Visio.Server.Admin;

/// <summary>A webhook as an administrator sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where it is sent to.</param>
/// <param name="Events">The kinds of events it wants; <c>*</c> means all.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="FailingSince">Since when every attempt has failed; null after a success.</param>
/// <param name="DisabledAt">Since when it is switched off.</param>
/// <param name="Secret">The key of its signatures, in the answer that makes it and never again.</param>
internal sealed record WebhookView(
    Guid Id, string Url, IReadOnlyList<string> Events, DateTimeOffset CreatedAt, DateTimeOffset? FailingSince, DateTimeOffset? DisabledAt, string? Secret = null)
{
    public static WebhookView Of(Webhook webhook, string? secret = null) =>
        new(webhook.Id, webhook.Url, webhook.Events.Split(' '), webhook.CreatedAt, webhook.FailingSince, webhook.DisabledAt, secret);
}
