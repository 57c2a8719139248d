using Visio.Rtc;
using Visio.Sfu.Stats;

namespace Visio.Sfu.Routing;

/// <summary>Where the core writes datagrams: straight into the slots of the next system call. A full batch is sent at once, the rest at the end of the turn.</summary>
internal sealed class Outbox(DatagramSender sender, IndirectPaths? indirect, LoopCounters counters)
{
    private readonly DatagramBatch _batch = sender.Outgoing;

    /// <summary>A slot to write the next datagram into; it counts only once it was committed.</summary>
    public Span<byte> Reserve() => _batch.Slot(_batch.Count);

    /// <summary>Sends what was written into the reserved slot.</summary>
    public void Commit(int length, TransportAddress to)
    {
        if (indirect is not null && !Paths.IsDirect(to.Path))
        {
            indirect.Send(_batch.Slot(_batch.Count)[..length], to);
            return;
        }

        _batch.Set(_batch.Count, length, to);
        _batch.Count++;
        counters.DatagramsSent++;
        counters.BytesSent += length;
        if (_batch.Count == DatagramBatch.Capacity)
        {
            sender.Send();
        }
    }

    /// <summary>Sends a stored datagram unchanged.</summary>
    public void Write(ReadOnlySpan<byte> datagram, TransportAddress to)
    {
        datagram.CopyTo(Reserve());
        Commit(datagram.Length, to);
    }

    /// <summary>Ends a turn.</summary>
    public void Flush()
    {
        if (_batch.Count > 0)
        {
            sender.Send();
        }
    }
}
