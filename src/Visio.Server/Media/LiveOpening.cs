namespace Visio.Server.Media;

/// <summary>How a room is to be when it opens; a room that is open stays as it is.</summary>
internal sealed record LiveOpening
{
    /// <summary>The room's metadata.</summary>
    public string Metadata { get; init; } = "";

    /// <summary>How many may be in it at once; null for any number.</summary>
    public int? MaxParticipants { get; init; }

    /// <summary>How long it stays open before the first participant; null for what the server has.</summary>
    public TimeSpan? EmptyTimeout { get; init; }

    /// <summary>How long it stays open after the last participant; null for what the server has.</summary>
    public TimeSpan? DepartureTimeout { get; init; }
}
