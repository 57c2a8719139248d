namespace Visio.Sfu;

/// <summary>How loud one publication is.</summary>
/// <param name="Publication">The audio track.</param>
/// <param name="Level">Smoothed level from 0 to 1 in steps of 1/8; 0 when no longer speaking.</param>
/// <param name="Active">Whether it counts as speech.</param>
public readonly record struct SpeakerLevel(PublicationId Publication, float Level, bool Active);
