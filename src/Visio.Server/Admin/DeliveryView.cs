using Visio.Server.Applications;

namespace Visio.Server.Admin;

/// <summary>What became of an event on its way to a webhook.</summary>
/// <param name="Id">Its id; the receiver sees it as <c>webhook-id</c>.</param>
/// <param name="EventType">What happened.</param>
/// <param name="CreatedAt">When it was queued.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAttemptAt">When it is tried next; null once it was delivered or given up.</param>
/// <param name="DeliveredAt">When it was taken.</param>
/// <param name="ResponseStatus">The status of the last answer.</param>
/// <param name="Error">Why the last attempt failed: <c>status</c>, <c>redirection</c>, <c>timeout</c>, <c>connection_failed</c>, <c>address_not_allowed</c> or <c>secret_lost</c>.</param>
internal sealed record DeliveryView(
    Guid Id, string EventType, DateTimeOffset CreatedAt, int Attempts, DateTimeOffset? NextAttemptAt, DateTimeOffset? DeliveredAt, int? ResponseStatus, string? Error)
{
    public static DeliveryView Of(WebhookDelivery delivery) => new(
        delivery.Id, delivery.EventType, delivery.CreatedAt, delivery.Attempts, delivery.NextAttemptAt, delivery.DeliveredAt, delivery.ResponseStatus, delivery.Error);
}
