namespace Visio.LiveKit;

/// <summary>A change of a participant; what is null or empty stays as it is.</summary>
public sealed record ParticipantChange
{
    /// <summary>The new display name.</summary>
    public string? Name { get; init; }

    /// <summary>Attributes to set; an empty value removes one.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The new rights. Tracks that are not allowed any more are unpublished at once.</summary>
    public LiveRights? Rights { get; init; }
}
