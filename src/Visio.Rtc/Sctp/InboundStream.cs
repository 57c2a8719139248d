namespace Visio.Rtc.Sctp;

/// <summary>Puts the ordered messages of one incoming stream into order (RFC 9260 §6.6).</summary>
internal sealed class InboundStream
{
    private Dictionary<ushort, InboundMessage>? _waiting;
    private ushort _next;

    /// <summary>Takes a message; whatever can be delivered now goes to <paramref name="delivered"/>.</summary>
    /// <returns>Whether the message was kept or delivered; false when its number has been delivered already.</returns>
    public bool Add(in InboundMessage message, Queue<InboundMessage> delivered)
    {
        if (message.Ssn == _next)
        {
            delivered.Enqueue(message);
            _next++;
            DeliverWaiting(delivered);
            return true;
        }

        return (short)(message.Ssn - _next) > 0 && (_waiting ??= []).TryAdd(message.Ssn, message);
    }

    /// <summary>The peer gives up on messages up to <paramref name="ssn"/>; those that are complete are delivered (RFC 3758 §3.6).</summary>
    public void SkipTo(ushort ssn, Queue<InboundMessage> delivered)
    {
        if ((short)(ssn - _next) < 0)
        {
            return;
        }

        if (_waiting is { Count: > 0 })
        {
            List<ushort> ready = [];
            foreach (var waiting in _waiting.Keys)
            {
                if ((short)(waiting - ssn) <= 0)
                {
                    ready.Add(waiting);
                }
            }

            ready.Sort((a, b) => (short)(a - b));
            foreach (var key in ready)
            {
                _waiting.Remove(key, out var message);
                delivered.Enqueue(message);
            }
        }

        _next = (ushort)(ssn + 1);
        DeliverWaiting(delivered);
    }

    /// <summary>The messages that wait for a gap to close.</summary>
    public IReadOnlyCollection<InboundMessage> Waiting => _waiting is null ? [] : _waiting.Values;

    private void DeliverWaiting(Queue<InboundMessage> delivered)
    {
        while (_waiting is not null && _waiting.Remove(_next, out var message))
        {
            delivered.Enqueue(message);
            _next++;
        }
    }
}
