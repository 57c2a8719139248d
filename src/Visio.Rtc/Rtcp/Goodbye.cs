using System.Buffers.Binary;

namespace Visio.Rtc.Rtcp;

/// <summary>Enumerates the sources that a BYE says have left (RFC 3550 §6.6). The reason text is not read.</summary>
public ref struct Goodbye
{
    private ReadOnlySpan<byte> _rest;

    private Goodbye(ReadOnlySpan<byte> sources)
    {
        _rest = sources;
        Current = 0;
    }

    /// <summary>The source read last.</summary>
    public uint Current { get; private set; }

    /// <summary>Checks the type and makes an enumeration.</summary>
    public static bool TryParse(scoped in RtcpPacket packet, out Goodbye goodbye)
    {
        goodbye = default;
        if (packet.Type != RtcpPacketType.Goodbye || packet.Body.Length < 4 * packet.Count)
        {
            return false;
        }

        goodbye = new(packet.Body[..(4 * packet.Count)]);
        return true;
    }

    /// <summary>Makes the reader usable in <c>foreach</c>.</summary>
    public readonly Goodbye GetEnumerator() => this;

    /// <summary>Reads the next source; false at the end.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        Current = BinaryPrimitives.ReadUInt32BigEndian(_rest);
        _rest = _rest[4..];
        return true;
    }
}
