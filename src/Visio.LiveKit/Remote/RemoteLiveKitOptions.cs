namespace Visio.LiveKit;

/// <summary>How to reach a LiveKit server elsewhere.</summary>
public sealed record RemoteLiveKitOptions
{
    /// <summary>Where its APIs are, <c>http</c> or <c>https</c>, ending in a slash.</summary>
    public required Uri Api { get; init; }

    /// <summary>An API key of it.</summary>
    public required string ApiKey { get; init; }

    /// <summary>The key's secret: signs calls, and verifies webhooks.</summary>
    public required string ApiSecret { get; init; }

    /// <summary>Whether a room, by its name, is one of ours: others may use the same server.</summary>
    public required Func<string, bool> IsOurs { get; init; }

    // A record prints its properties; the secret must not end up in a log that way.
    /// <inheritdoc/>
    public override string ToString() => $"LiveKit at {Api}";
}
