using System.Buffers.Binary;

namespace Visio.Rtc.Sctp;

/// <summary>Reads type-length-value parameters inside a chunk (RFC 9260 §3.2.1).</summary>
internal ref struct ParameterReader(ReadOnlySpan<byte> parameters)
{
    private ReadOnlySpan<byte> _rest = parameters;

    /// <summary>Takes the next parameter; false at the end or at a length that cannot be.</summary>
    /// <param name="type">The type, known or not.</param>
    /// <param name="whole">The parameter with its 4-byte header, without padding.</param>
    public bool TryRead(out ParameterType type, out ReadOnlySpan<byte> whole)
    {
        type = default;
        whole = default;
        if (_rest.Length < 4)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < 4 || length > _rest.Length)
        {
            return false;
        }

        type = (ParameterType)BinaryPrimitives.ReadUInt16BigEndian(_rest);
        whole = _rest[..length];
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }
}
