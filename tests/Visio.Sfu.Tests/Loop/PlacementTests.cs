using Visio.Sfu.Loop;

namespace Visio.Sfu.Tests.Loop;

public sealed class PlacementTests
{
    private static readonly Placement Rules = new(Busy: 0.6, PeersOfRoom: 3);

    [Theory]
    [InlineData("0.5/9 0.1/20", "0 0", 1)] // A new room comes to the loop with the least load,
    [InlineData("0.15/9 0.1/20", "0 0", 0)] // or with fewer peers where that is alike.
    [InlineData("0.5/9 0.1/1", "2 0", 0)] // A room stays together,
    [InlineData("0.7/9 0.1/1", "2 0", 1)] // unless its loop is busy
    [InlineData("0.5/9 0.1/1", "3 0", 1)] // or has enough of the room.
    [InlineData("0.7/9 0.2/1 0.1/1", "2 1 0", 1)] // It spreads no further than it has to.
    [InlineData("0.9/9 0.7/9", "2 1", 1)] // Where all are busy, the least busy one has it.
    [InlineData("0.1/3 0.1/2", "3 3", 1)]
    public void Somebody_comes_to(string loads, string peers, int expected)
    {
        var loops = loads.Split(' ').Select(l => l.Split('/')).Select(l => new LoopLoad(
            double.Parse(l[0], System.Globalization.CultureInfo.InvariantCulture), int.Parse(l[1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(expected, Rules.Choose([.. loops], [.. peers.Split(' ').Select(p => int.Parse(p, System.Globalization.CultureInfo.InvariantCulture))]));
    }
}
