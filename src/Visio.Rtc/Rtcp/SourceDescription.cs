using System.Buffers.Binary;

namespace Visio.Rtc.Rtcp;

/// <summary>Enumerates the canonical names (CNAME) in an SDES packet, one per chunk that has one (RFC 3550 §6.5). Other items are skipped.</summary>
public ref struct SourceDescription
{
    internal const byte CnameItem = 1;

    private ReadOnlySpan<byte> _rest;

    private SourceDescription(ReadOnlySpan<byte> chunks)
    {
        _rest = chunks;
        Ssrc = 0;
        Cname = default;
    }

    /// <summary>The source of the chunk read last.</summary>
    public uint Ssrc { get; private set; }

    /// <summary>Its name: UTF-8, 0 to 255 bytes.</summary>
    public ReadOnlySpan<byte> Cname { get; private set; }

    /// <summary>Checks the type and makes an enumeration.</summary>
    public static bool TryParse(scoped in RtcpPacket packet, out SourceDescription description)
    {
        description = packet.Type == RtcpPacketType.SourceDescription ? new(packet.Body) : default;
        return packet.Type == RtcpPacketType.SourceDescription;
    }

    /// <summary>Reads up to the next name; false at the end or where the rest is malformed.</summary>
    public bool MoveNext()
    {
        while (_rest.Length >= 8)
        {
            Ssrc = BinaryPrimitives.ReadUInt32BigEndian(_rest);
            Cname = default;
            var found = false;
            var position = 4;
            while (position < _rest.Length && _rest[position] != 0)
            {
                if (position + 2 > _rest.Length || position + 2 + _rest[position + 1] > _rest.Length)
                {
                    _rest = default;
                    return false;
                }

                var length = _rest[position + 1];
                if (_rest[position] == CnameItem && !found)
                {
                    Cname = _rest.Slice(position + 2, length);
                    found = true;
                }

                position += 2 + length;
            }

            // A chunk ends with one to four null bytes, at the next word.
            _rest = _rest[Math.Min((position + 4) & ~3, _rest.Length)..];
            if (found)
            {
                return true;
            }
        }

        return false;
    }
}
