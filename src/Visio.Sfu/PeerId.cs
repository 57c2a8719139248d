namespace Visio.Sfu;

/// <summary>A peer connection on a media server, unique in the process and never used again.</summary>
public readonly record struct PeerId(long Value);
