namespace Visio.Sfu.Loop;

/// <summary>Which loop somebody comes to. A room stays on one loop until that is full: what is sent from one loop to another costs both.</summary>
/// <param name="Busy">The share of a core from which on a loop takes no more of a room that it has.</param>
/// <param name="PeersOfRoom">Peers of one room that a loop takes: their load shows only later.</param>
internal readonly record struct Placement(double Busy, int PeersOfRoom)
{
    /// <summary>Loads that differ by less are taken for equal, and the number of peers decides.</summary>
    private const double Alike = 0.1;

    /// <param name="loops">How loaded the loops are.</param>
    /// <param name="peers">How many peers of the room each has.</param>
    public int Choose(ReadOnlySpan<LoopLoad> loops, ReadOnlySpan<int> peers)
    {
        var best = -1;
        for (var i = 0; i < loops.Length; i++)
        {
            if (peers[i] > 0 && peers[i] < PeersOfRoom && loops[i].Cpu < Busy && (best < 0 || IsLess(loops[i], loops[best])))
            {
                best = i;
            }
        }

        if (best >= 0)
        {
            return best;
        }

        for (var i = 0; i < loops.Length; i++)
        {
            if (best < 0 || IsLess(loops[i], loops[best]))
            {
                best = i;
            }
        }

        return best;
    }

    private static bool IsLess(in LoopLoad one, in LoopLoad other) =>
        Math.Abs(one.Cpu - other.Cpu) < Alike ? one.Peers < other.Peers : one.Cpu < other.Cpu;
}
