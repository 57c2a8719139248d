namespace Visio.LiveKit.Rooms;

/// <summary>When a participant's patience with something ends; null while nothing is waited for.</summary>
internal sealed class Deadlines
{
    /// <summary>Its transport has to be up.</summary>
    public static readonly TimeSpan Connect = TimeSpan.FromSeconds(60);

    /// <summary>A client without signalling and media has to be back.</summary>
    public static readonly TimeSpan BothLost = TimeSpan.FromSeconds(10);

    /// <summary>A silent connection has to be heard again, or its client is told to resume.</summary>
    public static readonly TimeSpan Heal = TimeSpan.FromSeconds(5);

    /// <summary>A client that was told to resume has to be back.</summary>
    public static readonly TimeSpan Resume = TimeSpan.FromSeconds(5);

    /// <summary>A requested offer, or an answer, has to come.</summary>
    public static readonly TimeSpan Offer = TimeSpan.FromSeconds(15);

    /// <summary>Tokens are renewed.</summary>
    public static readonly TimeSpan Token = TimeSpan.FromMinutes(5);

    public DateTimeOffset? ConnectBy { get; set; }

    public DateTimeOffset? ResumeBy { get; set; }

    public DateTimeOffset? HealBy { get; set; }

    public DateTimeOffset? OfferBy { get; set; }

    public DateTimeOffset? RenewTokenAt { get; set; }
}
