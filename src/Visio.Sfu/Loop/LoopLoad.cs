namespace Visio.Sfu.Loop;

/// <summary>How loaded a loop is.</summary>
/// <param name="Cpu">The share of a core that its thread took in the last second or so.</param>
/// <param name="Peers">Peers that it has.</param>
internal readonly record struct LoopLoad(double Cpu, int Peers);
