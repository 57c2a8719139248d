using System.Buffers.Binary;

namespace Visio.Rtc.Rtcp;

/// <summary>Enumerates the streams a full intra request asks key frames of (RFC 5104 §4.3.1.1).</summary>
public ref struct FullIntraRequest
{
    private ReadOnlySpan<byte> _rest;

    private FullIntraRequest(ReadOnlySpan<byte> entries)
    {
        _rest = entries;
        MediaSsrc = 0;
        SequenceNumber = 0;
    }

    /// <summary>The stream of the entry read last.</summary>
    public uint MediaSsrc { get; private set; }

    /// <summary>The command's number of the entry read last; a repetition keeps it.</summary>
    public byte SequenceNumber { get; private set; }

    /// <summary>Checks the type and makes an enumeration.</summary>
    public static bool TryParse(scoped in RtcpPacket packet, out FullIntraRequest request)
    {
        request = default;
        if (packet.Type != RtcpPacketType.PayloadFeedback || packet.Count != RtcpFeedbackFormat.FullIntraRequest || packet.Body.Length < 16)
        {
            return false;
        }

        request = new(packet.Body[8..]);
        return true;
    }

    /// <summary>Reads the next entry; false at the end.</summary>
    public bool MoveNext()
    {
        if (_rest.Length < 8)
        {
            return false;
        }

        MediaSsrc = BinaryPrimitives.ReadUInt32BigEndian(_rest);
        SequenceNumber = _rest[4];
        _rest = _rest[8..];
        return true;
    }
}
