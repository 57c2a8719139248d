namespace Visio.Server.Applications;

/// <summary>An address that is told what happens.</summary>
internal sealed class Webhook
{
    public required Guid Id { get; init; }

    public required Guid ApplicationId { get; init; }

    public required string Url { get; set; }

    /// <summary>The key that deliveries are signed with, sealed.</summary>
    public required string SealedSecret { get; set; }

    /// <summary>The key before it, sealed: deliveries are signed with both until <see cref="FormerUntil"/>.</summary>
    public string? FormerSealedSecret { get; set; }

    public DateTimeOffset? FormerUntil { get; set; }

    /// <summary>The kinds of events it wants, separated by blanks; <c>*</c> means all.</summary>
    public required string Events { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the first of an unbroken row of failures happened; null after a success.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    public DateTimeOffset? DisabledAt { get; set; }
}
