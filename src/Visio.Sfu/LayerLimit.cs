namespace Visio.Sfu;

/// <summary>The most a subscriber wants of a video track. The default wants all there is.</summary>
/// <param name="Layer">The best simulcast layer to forward, counted from the smallest, 0; null for the best there is.</param>
/// <param name="FramesPerSecond">Enough frames a second, by which upper temporal layers are left out; 0 for all.</param>
public readonly record struct LayerLimit(int? Layer, int FramesPerSecond);
