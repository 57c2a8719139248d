namespace Visio.Rtc.Sctp;

/// <summary>Puts fragments together again. The work per fragment does not depend on how many are held (RFC 9260 §6.9).</summary>
internal sealed class Reassembly
{
    private readonly Dictionary<uint, byte[]> _fragments = [];
    private readonly Dictionary<uint, FragmentRun> _runsByFirst = [];
    private readonly Dictionary<uint, FragmentRun> _runsByLast = [];

    /// <summary>What the held fragments cost, in bytes, their bookkeeping included.</summary>
    public int HeldBytes { get; private set; }

    /// <summary>The size of the message whose last fragment was taken, so far.</summary>
    public int LastRunBytes { get; private set; }

    /// <summary>Takes one fragment of a TSN not seen before; true when it completes a message.</summary>
    /// <param name="data">The fragment.</param>
    /// <param name="cumulative">The cumulative point before this fragment.</param>
    /// <param name="message">The message.</param>
    public bool Add(in DataChunk data, Tsn cumulative, out InboundMessage message)
    {
        var run = new FragmentRun
        {
            First = data.Tsn,
            Last = data.Tsn,
            HasBegin = data.IsBegin,
            HasEnd = data.IsEnd,
            Bytes = data.Payload.Length,
            Stream = data.Stream,
            Ssn = data.Ssn,
            IsUnordered = data.IsUnordered,
            PayloadProtocol = data.PayloadProtocol,
        };
        LastRunBytes = run.Bytes;
        message = default;
        if (run is { HasBegin: true, HasEnd: true })
        {
            message = new(run.Stream, run.Ssn, run.IsUnordered, run.PayloadProtocol, data.Payload.ToArray());
            return true;
        }

        if (!run.HasBegin && _runsByLast.TryGetValue((run.First - 1).Value, out var before) && !before.HasEnd && before.IsSameMessage(run))
        {
            run = Join(before, run);
        }
        else if (!run.HasBegin && data.Tsn - 1 <= cumulative)
        {
            // The fragment before this one is not here and never will be: it was abandoned, or the peer breaks the rules.
            return false;
        }

        if (!run.HasEnd && _runsByFirst.TryGetValue((run.Last + 1).Value, out var after) && !after.HasBegin && after.IsSameMessage(run))
        {
            run = Join(run, after);
        }

        _runsByFirst[run.First.Value] = run;
        _runsByLast[run.Last.Value] = run;
        _fragments[data.Tsn.Value] = data.Payload.ToArray();
        HeldBytes += data.Payload.Length + InboundData.BookkeepingBytes;
        LastRunBytes = run.Bytes;
        if (run is not { HasBegin: true, HasEnd: true })
        {
            return false;
        }

        var whole = new byte[run.Bytes];
        var rest = whole.AsSpan();
        for (var t = run.First; t <= run.Last; t += 1)
        {
            var fragment = _fragments[t.Value];
            fragment.CopyTo(rest);
            rest = rest[fragment.Length..];
        }

        Remove(run);
        message = new(run.Stream, run.Ssn, run.IsUnordered, run.PayloadProtocol, whole);
        return true;
    }

    /// <summary>
    /// Drops what cannot be completed any more because the peer has skipped to <paramref name="skippedTo"/> (RFC 3758 §3.6). Not
    /// the cumulative point: that may have moved on over the beginning of a message whose rest is still to come.
    /// </summary>
    public void Purge(Tsn skippedTo)
    {
        List<FragmentRun>? dead = null;
        foreach (var run in _runsByFirst.Values)
        {
            if (run.Last <= skippedTo || (run.First - 1 <= skippedTo && !run.HasBegin))
            {
                (dead ??= []).Add(run);
            }
        }

        foreach (var run in dead ?? [])
        {
            Remove(run);
        }
    }

    private FragmentRun Join(FragmentRun first, FragmentRun second)
    {
        _runsByLast.Remove(first.Last.Value);
        _runsByFirst.Remove(second.First.Value);
        first.Last = second.Last;
        first.HasEnd = second.HasEnd;
        first.Bytes += second.Bytes;
        return first;
    }

    private void Remove(FragmentRun run)
    {
        _runsByFirst.Remove(run.First.Value);
        _runsByLast.Remove(run.Last.Value);
        for (var t = run.First; t <= run.Last; t += 1)
        {
            if (_fragments.Remove(t.Value, out var fragment))
            {
                HeldBytes -= fragment.Length + InboundData.BookkeepingBytes;
            }
        }
    }
}
