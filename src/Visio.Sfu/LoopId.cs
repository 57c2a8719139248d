namespace Visio.Sfu;

/// <summary>A media loop of a server: a thread and a UDP port.</summary>
/// <param name="Index">From 0 on.</param>
public readonly record struct LoopId(int Index);
