using Visio.Rtc.Time;
using Visio.Sfu.Routing;
using Visio.Testing;

namespace Visio.Sfu.Tests.Routing;

public sealed class DeadlineHeapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_earliest_is_always_first(int seed)
    {
        var random = new SeededRandom(seed);
        var heap = new DeadlineHeap();
        var nodes = new List<Node>();
        for (var step = 0; step < 5000; step++)
        {
            var at = new Instant(random.Next(10_000));
            switch (nodes.Count == 0 ? 0 : random.Next(4))
            {
                case 0:
                    nodes.Add(new());
                    heap.Add(nodes[^1], at);
                    break;
                case 1:
                    heap.Set(nodes[random.Next(nodes.Count)], at);
                    break;
                case 2:
                    var hastened = nodes[random.Next(nodes.Count)];
                    var before = hastened.Deadline;
                    heap.Hasten(hastened, at);
                    Assert.Equal(Instant.Min(before, at), hastened.Deadline);
                    break;
                default:
                    var removed = nodes[random.Next(nodes.Count)];
                    nodes.Remove(removed);
                    heap.Remove(removed);
                    heap.Remove(removed);
                    break;
            }

            Assert.Equal(nodes.Count == 0 ? Instant.Never : nodes.Min(n => n.Deadline), heap.Next);
        }
    }

    private sealed class Node : Scheduled
    {
        public override Instant HandleTimeout(Instant now) => Instant.Never;
    }
}
