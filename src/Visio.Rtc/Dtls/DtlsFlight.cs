namespace Visio.Rtc.Dtls;

/// <summary>
/// DTLS records that wait to be sent. A memory BIO hands out a whole flight as one run of bytes without datagram bounds, so they
/// are found again at the record headers (RFC 6347 §4.1) and packed into datagrams. What was sent is kept to be sent again.
/// </summary>
internal sealed class DtlsFlight
{
    private byte[] _records = [];
    private int _length;
    private int _sent;

    private bool HasUnsent => _sent < _length;

    /// <summary>Makes room for more records behind those unsent; a flight that was sent completely is replaced.</summary>
    /// <returns>Where to write <paramref name="length"/> bytes.</returns>
    public Span<byte> Append(int length)
    {
        if (!HasUnsent)
        {
            _length = 0;
            _sent = 0;
        }

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
        while (DtlsRecord.TryRead(_records.AsSpan(_sent + length, _length - _sent - length), out var record)
            && length + record.Size <= destination.Length)
        {
            length += record.Size;
        }

        if (length == 0)
        {
            _sent = _length; // A record larger than a datagram cannot happen below the MTU that OpenSSL was told; never loop on one.
            return false;
        }

        _records.AsSpan(_sent, length).CopyTo(destination);
        _sent += length;
        return true;
    }

    /// <summary>Starts over with sending what was sent.</summary>
    public void Rewind() => _sent = 0;

    /// <summary>Frees the memory: nothing will be sent again.</summary>
    public void Clear()
    {
        _records = [];
        _length = 0;
        _sent = 0;
    }
}
