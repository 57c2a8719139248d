using Visio.Rtc.Time;

namespace Visio.Sfu.Routing;

/// <summary>
/// The deadlines of a loop: a binary heap whose nodes know their places, so that moving one costs a few comparisons and no allocation.
/// A deadline that moves later is not moved at once: the node finds out when it is called too early. So a packet costs nothing here.
/// </summary>
internal sealed class DeadlineHeap
{
    private Scheduled[] _nodes = new Scheduled[64];
    private int _count;

    /// <summary>How many nodes are in.</summary>
    public int Count => _count;

    /// <summary>The earliest deadline.</summary>
    public Instant Next => _count == 0 ? Instant.Never : _nodes[0].Deadline;

    /// <summary>Puts a node in.</summary>
    public void Add(Scheduled node, Instant deadline)
    {
        if (_count == _nodes.Length)
        {
            Array.Resize(ref _nodes, _count * 2);
        }

        node.Deadline = deadline;
        node.HeapIndex = _count;
        _nodes[_count++] = node;
        Up(node);
    }

    /// <summary>Takes a node out; no effect when it is not in.</summary>
    public void Remove(Scheduled node)
    {
        var index = node.HeapIndex;
        if (index < 0)
        {
            return;
        }

        var last = _nodes[--_count];
        _nodes[_count] = null!;
        node.HeapIndex = -1;
        if (last != node)
        {
            Place(last, index);
            Up(last);
            Down(last);
        }
    }

    /// <summary>Makes sure that a node is called at <paramref name="deadline"/> at the latest.</summary>
    public void Hasten(Scheduled node, Instant deadline)
    {
        if (node.HeapIndex >= 0 && deadline < node.Deadline)
        {
            node.Deadline = deadline;
            Up(node);
        }
    }

    /// <summary>Gives a node its next deadline.</summary>
    public void Set(Scheduled node, Instant deadline)
    {
        if (node.HeapIndex >= 0)
        {
            node.Deadline = deadline;
            Up(node);
            Down(node);
        }
    }

    /// <summary>The node that is due, if any; it stays in.</summary>
    public Scheduled? Due(Instant now) => _count > 0 && _nodes[0].Deadline <= now ? _nodes[0] : null;

    private void Up(Scheduled node)
    {
        var index = node.HeapIndex;
        while (index > 0)
        {
            var parent = _nodes[(index - 1) / 2];
            if (parent.Deadline <= node.Deadline)
            {
                break;
            }

            var parentIndex = parent.HeapIndex;
            Place(parent, index);
            index = parentIndex;
        }

        Place(node, index);
    }

    private void Down(Scheduled node)
    {
        var index = node.HeapIndex;
        while (true)
        {
            var child = (2 * index) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && _nodes[child + 1].Deadline < _nodes[child].Deadline)
            {
                child++;
            }

            if (node.Deadline <= _nodes[child].Deadline)
            {
                break;
            }

            Place(_nodes[child], index);
            index = child;
        }

        Place(node, index);
    }

    private void Place(Scheduled node, int index)
    {
        _nodes[index] = node;
        node.HeapIndex = index;
    }
}
