namespace Visio.LiveKit;

/// <summary>How a participant is connected.</summary>
public sealed record LiveQuality
{
    /// <summary>The token's identity.</summary>
    public required string Identity { get; init; }

    /// <summary>The way its media takes: <c>udp</c>, <c>tcp</c> or <c>relay</c>; null while there is none.</summary>
    public string? Transport { get; init; }

    /// <summary>What it sends; null while that is nothing that anybody receives.</summary>
    public LiveDirection? Up { get; init; }

    /// <summary>What it is sent; null while that is nothing, or it has not reported yet.</summary>
    public LiveDirection? Down { get; init; }

    /// <summary>What keeps it from being better.</summary>
    public required LiveLimit LimitedBy { get; init; }
}
