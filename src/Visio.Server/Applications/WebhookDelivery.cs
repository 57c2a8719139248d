namespace Visio.Server.Applications;

/// <summary>One event on its way to one webhook: the queue and the log of what became of it.</summary>
internal sealed class WebhookDelivery
{
    public required Guid Id { get; init; }

    public required Guid WebhookId { get; init; }

    public required string EventType { get; init; }

    /// <summary>The body as it is sent, byte for byte.</summary>
    public required string Payload { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is tried next; null once it was delivered or given up.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>The status of the last answer; null when there was none.</summary>
    public int? ResponseStatus { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public string? Error { get; set; }
}
