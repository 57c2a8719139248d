namespace Visio.Rtc.Rtp;

/// <summary>
/// Enumerates the elements of an extension block in the one-byte (RFC 8285 §4.2) or two-byte form (§4.3). An element that does not fit
/// ends the enumeration, as does the reserved id 15; a block of another profile is empty.
/// </summary>
public ref struct HeaderExtensionReader
{
    private const ushort OneByteProfile = 0xBEDE;
    private const ushort TwoByteProfile = 0x1000;

    private readonly bool _twoByte;
    private ReadOnlySpan<byte> _rest;

    internal HeaderExtensionReader(ushort profile, ReadOnlySpan<byte> block)
    {
        // The low four bits of the two-byte profile are "appbits", for anyone's use.
        _twoByte = (profile & 0xFFF0) == TwoByteProfile;
        _rest = _twoByte || profile == OneByteProfile ? block : default;
        Current = default;
    }

    /// <summary>The element read last.</summary>
    public HeaderExtensionElement Current { get; private set; }

    /// <summary>Makes the reader usable in <c>foreach</c>.</summary>
    public readonly HeaderExtensionReader GetEnumerator() => this;

    /// <summary>Reads the next element; false at the end.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty && _rest[0] == 0)
        {
            _rest = _rest[1..];
        }

        if (_rest.IsEmpty)
        {
            return false;
        }

        byte id;
        int start, length;
        if (_twoByte)
        {
            if (_rest.Length < 2)
            {
                return End();
            }

            id = _rest[0];
            start = 2;
            length = _rest[1];
        }
        else
        {
            id = (byte)(_rest[0] >> 4);
            start = 1;
            length = (_rest[0] & 0x0F) + 1;
            if (id is 0 or 15)
            {
                return End();
            }
        }

        if (_rest.Length < start + length)
        {
            return End();
        }

        Current = new(id, _rest.Slice(start, length));
        _rest = _rest[(start + length)..];
        return true;
    }

    private bool End()
    {
        _rest = default;
        return false;
    }
}
