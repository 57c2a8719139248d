namespace Visio.LiveKit;

/// <summary>What a participant may do; subscribing is always allowed.</summary>
public sealed record LiveRights
{
    /// <summary>The sources that may be published; empty means none.</summary>
    public IReadOnlyList<LiveSource> PublishSources { get; init; } = [];

    /// <summary>Whether data may be sent.</summary>
    public bool PublishData { get; init; }
}
