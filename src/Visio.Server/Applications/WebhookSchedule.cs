namespace Visio.Server.Applications;

/// <summary>When a delivery that failed is tried again.</summary>
internal static class WebhookSchedule
{
    /// <summary>How long whoever claims a delivery has for it; after that it counts as lost, and is tried again.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>How long a webhook may fail without one success before it is switched off.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(5);

    /// <summary>The pauses after the first attempt, the second and so on: a day in all.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(8), TimeSpan.FromHours(12),
    ];

    /// <summary>The pause after so many attempts; null when it was the last.</summary>
    public static TimeSpan? PauseAfter(int attempts) => attempts <= Pauses.Length ? Pauses[attempts - 1] : null;
}
