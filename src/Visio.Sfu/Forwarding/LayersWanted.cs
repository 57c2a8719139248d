namespace Visio.Sfu.Forwarding;

/// <summary>What a subscriber is to get of a stream, and what of it is there.</summary>
/// <param name="Spatial">The highest spatial layer within the stream that is wanted.</param>
/// <param name="Temporal">The highest temporal layer that is wanted.</param>
/// <param name="SpatialSent">The highest spatial layer that is being sent (VP9).</param>
/// <param name="ActiveTargets">The decode targets that are being sent, a bit each (dependency descriptor).</param>
internal readonly record struct LayersWanted(int Spatial, int Temporal, int SpatialSent, uint ActiveTargets);
