extern alias bench;

using bench::Visio.Bench.Load;

namespace Visio.LiveKit.Tests.Bench;

/// <summary>A room whose participants are on different media loops, as clients see it.</summary>
public sealed class SpreadRoomTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_room_over_two_loops_loses_nothing(bool isSimulcast)
    {
        var host = new LiveKitHost(o => (o.MediaLoops, o.PeersOfRoomPerLoop) = (2, 1));
        await host.InitializeAsync();
        try
        {
            using var target = new LoadTarget(new() { Url = host.Address, Key = LiveKitHost.Key, Secret = LiveKitHost.Secret });
            await using var run = await LoadRun.StartAsync(target, new(2, 2) { IsSimulcast = isSimulcast }, TimeSpan.Zero);
            run.Thread.LosesOneIn = 10;

            // Two who watch each other and two who watch both: six times sound and picture.
            const int Streams = 6 * 2;
            var now = await run.Thread.SnapshotAsync();
            for (var end = DateTime.UtcNow + TimeSpan.FromSeconds(60); (now.Flowing < Streams || !HasRepaired()) && DateTime.UtcNow < end;)
            {
                await Task.Delay(50);
                now = await run.Thread.SnapshotAsync();
            }

            Assert.Equal((0, 0, Streams, true), (now.Corrupt, now.Failed, now.Flowing, HasRepaired()));

            // Each of the four has two connections.
            var loops = host.Server.MediaStats().Loops;
            Assert.Equal(8, loops.Sum(l => l.Peers));
            Assert.All(loops, l => Assert.True(l is { Peers: >= 2, PacketsForwarded: > 100 }));
            Assert.True(loops.Sum(l => l.PacketsRelayed) > 100);

            bool HasRepaired() => run.Thread.Counters is { LostOnPurpose: > 50, Repaired: > 10 };
        }
        finally
        {
            await host.DisposeAsync();
        }
    }
}
