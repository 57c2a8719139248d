namespace Visio.Rtc.Dtls;

/// <summary>
/// DTLS records that wait to be sent. A memory BIO hands out a whole flight as one run of bytes without datagram bounds, so they
/// are found again at the record headers (RFC 6347 §4.1) and packed into datagrams. What was sent is kept to be sent again.
/// </summary>
internal sealed class DtlsFlight
{
    private byte[] _records = [];
    private int _length;
    private int _copy;
    private int _sent;
    private int _end;

    /// <summary>Makes room for more records behind those unsent; a flight that was sent completely is replaced.</summary>
    /// <param name="length">Bytes to come.</param>
    /// <param name="copies">How many times the flight is in them, one after the other, in records with numbers of their own.</param>
    /// <returns>Where to write <paramref name="length"/> bytes.</returns>
    public Span<byte> Append(int length, int copies = 1)
    {
        if (_sent == _end)
        {
            Clear(keep: _records);
        }

        _end = _length + (length / copies);
        _copy = _end;

        if (_records.Length < _length + length)
        {
            Array.Resize(ref _records, _length + length);
        }

        var room = _records.AsSpan(_length, length);
        _length += length;
        return room;
    }

    /// <summary>Fills one datagram with as many whole records as fit.</summary>
    public bool TryTake(Span<byte> destination, out int length)
    {
        length = 0;
        while (DtlsRecord.TryRead(_records.AsSpan(_sent + length, _end - _sent - length), out var record)
            && length + record.Size <= destination.Length)
        {
            length += record.Size;
        }

        if (length == 0)
        {
            _sent = _end; // A record larger than a datagram cannot happen below the MTU that OpenSSL was told; never loop on one.
            return false;
        }

        _records.AsSpan(_sent, length).CopyTo(destination);
        _sent += length;
        return true;
    }

    /// <summary>Starts over with sending what was sent: the next copy of it, or else the same.</summary>
    public void Repeat()
    {
        _end = Math.Min(_end + _copy, _length);
        _sent = _end - _copy;
    }

    /// <summary>Frees the memory: nothing will be sent again.</summary>
    public void Clear() => Clear(keep: []);

    private void Clear(byte[] keep)
    {
        _records = keep;
        _length = 0;
        _copy = 0;
        _sent = 0;
        _end = 0;
    }
}
