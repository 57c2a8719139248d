using Visio.Rtc.Time;

namespace Visio.Rtc.Sctp;

/// <summary>
/// Messages that have no TSN yet. Streams take turns message by message; a message once begun is finished first, for
/// fragments of two messages may not be interleaved (RFC 9260 §6.9).
/// </summary>
internal sealed class OutboundQueue
{
    private readonly Queue<OutboundStream> _turns = new();

    public bool IsEmpty => _turns.Count == 0;

    /// <summary>Bytes not yet handed to the network, of all streams.</summary>
    public long BufferedBytes { get; private set; }

    public int Messages { get; private set; }

    public void Add(OutboundMessage message)
    {
        var stream = message.Stream;
        stream.Queued.Enqueue(message);
        Messages++;
        stream.BufferedBytes += message.Data.Length;
        BufferedBytes += message.Data.Length;
        Schedule(stream);
    }

    /// <summary>Gives a stream its turns, if it has messages and may send them.</summary>
    public void Schedule(OutboundStream stream)
    {
        if (stream is { IsScheduled: false, IsPaused: false, Queued.Count: > 0 })
        {
            stream.IsScheduled = true;
            _turns.Enqueue(stream);
        }
    }

    /// <summary>The message to send from next; those that expired unsent are dropped on the way (RFC 3758 §4.1).</summary>
    public bool TryPeek(Instant now, out OutboundMessage message, out long droppedBytes)
    {
        droppedBytes = 0;
        while (_turns.TryPeek(out var stream))
        {
            if (stream.Queued.TryPeek(out message!))
            {
                if (!message.IsAbandoned && (message.BytesSent > 0 || message.Expires > now))
                {
                    return true;
                }

                droppedBytes += message.Data.Length - message.BytesSent;
                Drop(message);
            }

            EndTurn(stream);
        }

        message = null!;
        return false;
    }

    /// <summary>The next <paramref name="length"/> bytes of the message that <see cref="TryPeek"/> gave have got a TSN.</summary>
    public void Take(OutboundMessage message, int length)
    {
        message.BytesSent += length;
        message.FragmentsSent++;
        message.Stream.BufferedBytes -= length;
        BufferedBytes -= length;
        if (message.BytesSent == message.Data.Length)
        {
            message.Stream.Queued.Dequeue();
            Messages--;
            EndTurn(message.Stream);
        }
    }

    /// <summary>Forgets the messages of a stream of which nothing was sent; returns their bytes.</summary>
    public long Clear(OutboundStream stream)
    {
        long dropped = 0;
        for (var left = stream.Queued.Count; left > 0; left--)
        {
            var message = stream.Queued.Dequeue();
            if (message.BytesSent > 0)
            {
                stream.Queued.Enqueue(message);
                continue;
            }

            Messages--;
            dropped += message.Data.Length;
        }

        stream.BufferedBytes -= dropped;
        BufferedBytes -= dropped;
        return dropped;
    }

    private void Drop(OutboundMessage message)
    {
        var unsent = message.Data.Length - message.BytesSent;
        message.Stream.Queued.Dequeue();
        Messages--;
        message.Stream.BufferedBytes -= unsent;
        BufferedBytes -= unsent;
    }

    private void EndTurn(OutboundStream stream)
    {
        _turns.Dequeue();
        if (stream.Queued.Count > 0)
        {
            _turns.Enqueue(stream);
        }
        else
        {
            stream.IsScheduled = false;
        }
    }
}
