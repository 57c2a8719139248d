namespace Visio.Sfu.Relaying;

/// <summary>The way from one loop to another: a ring that grows when it is full, up to a limit. One thread writes, one reads.</summary>
internal sealed class RelayChannel : IDisposable
{
    /// <summary>Bytes of the first ring: 50 ms of ten 720p tracks.</summary>
    public const int SmallestRing = 128 * 1024;

    /// <summary>Bytes of the last one: a loop that has not taken so much for so long has to leave something out.</summary>
    public const int LargestRing = 4 * 1024 * 1024;

    private RelayRing _writing = new(SmallestRing);
    private RelayRing _reading;
    private bool _isUnpublished;

    public RelayChannel() => _reading = _writing;

    /// <summary>Writer: whether nothing was written since this was last asked.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>Writer: bytes of the present ring.</summary>
    public int Capacity => _writing.Capacity;

    /// <summary>Writer: adds a record; false when the reader is so far behind that it is lost.</summary>
    public bool TryWrite(in RelayRecord record, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        IsIdle = false;
        _isUnpublished = true;
        if (_writing.TryWrite(record, first, second))
        {
            return true;
        }

        if (_writing.Capacity >= LargestRing)
        {
            return false;
        }

        var larger = new RelayRing(2 * _writing.Capacity);
        _writing.Publish();
        _writing.Next = larger;
        _writing = larger;
        return larger.TryWrite(record, first, second);
    }

    /// <summary>Writer: has the reader see what was written; false when that is nothing.</summary>
    public bool TryPublish()
    {
        if (!_isUnpublished)
        {
            return false;
        }

        _isUnpublished = false;
        _writing.Publish();
        return true;
    }

    /// <summary>Writer: begins to watch whether anything is written.</summary>
    public void Watch() => IsIdle = true;

    /// <summary>Reader: takes the next record, good until <see cref="Release"/>.</summary>
    public bool TryRead(out RelayRecord record, out Span<byte> payload)
    {
        while (!_reading.TryRead(out record, out payload))
        {
            // In this order: nothing is added to a ring once there is a next one.
            if (_reading.Next is not { } next)
            {
                return false;
            }

            if (_reading.TryRead(out record, out payload))
            {
                return true;
            }

            _reading.Dispose();
            _reading = next;
        }

        return true;
    }

    /// <summary>Reader: gives back the room of what was read.</summary>
    public void Release() => _reading.Release();

    /// <summary>Reader, when the writer has done with it.</summary>
    public void Dispose()
    {
        for (var ring = _reading; ring is not null; ring = ring.Next)
        {
            ring.Dispose();
        }
    }
}
