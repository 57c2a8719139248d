using System.Buffers.Binary;

namespace Visio.Rtc.Rtcp;

/// <summary>
/// Enumerates the packet statuses of transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1). The whole packet is
/// checked when it is parsed, so the enumeration cannot fail.
/// </summary>
public ref struct TransportFeedback
{
    private readonly ReadOnlySpan<byte> _body;
    private int _chunk;
    private int _delta;
    private int _left;
    private int _inChunk;
    private ushort _bits;
    private ushort _next;

    private TransportFeedback(ReadOnlySpan<byte> body, int deltaStart)
    {
        _body = body;
        _chunk = 16;
        _delta = deltaStart;
        _left = BinaryPrimitives.ReadUInt16BigEndian(body[10..]);
        _next = BaseSequenceNumber;
    }

    /// <summary>The transport-wide number of the first packet.</summary>
    public readonly ushort BaseSequenceNumber => BinaryPrimitives.ReadUInt16BigEndian(_body[8..]);

    /// <summary>How many packets the report covers, 0 to 65,535.</summary>
    public readonly int PacketCount => BinaryPrimitives.ReadUInt16BigEndian(_body[10..]);

    /// <summary>Where the deltas start from: a signed 24-bit count of 64 ms.</summary>
    public readonly int ReferenceTime => (int)BinaryPrimitives.ReadUInt32BigEndian(_body[12..]) >> 8;

    /// <summary>The running number of the report, 8 bits.</summary>
    public readonly byte ReportCount => _body[15];

    /// <summary>The transport-wide number of the packet read last.</summary>
    public ushort SequenceNumber { get; private set; }

    /// <summary>Whether it arrived.</summary>
    public bool IsReceived { get; private set; }

    /// <summary>When it arrived after the received packet before it, or after the reference time; in 250 µs, may be negative.</summary>
    public short Delta { get; private set; }

    /// <summary>Checks that chunks and deltas are complete; false for another type or a report that is not.</summary>
    public static bool TryParse(scoped in RtcpPacket packet, out TransportFeedback feedback)
    {
        feedback = default;
        var b = packet.Body;
        if (packet.Type != RtcpPacketType.TransportFeedback || packet.Count != RtcpFeedbackFormat.TransportWide || b.Length < 16)
        {
            return false;
        }

        int left = BinaryPrimitives.ReadUInt16BigEndian(b[10..]);
        var position = 16;
        var deltaBytes = 0;
        while (left > 0)
        {
            if (position + 2 > b.Length)
            {
                return false;
            }

            var chunk = BinaryPrimitives.ReadUInt16BigEndian(b[position..]);
            position += 2;
            var covered = Math.Min(Covered(chunk), left);
            if (chunk < 0x8000)
            {
                var symbol = Symbol(chunk, 0);
                if (symbol == 3)
                {
                    return false;
                }

                deltaBytes += symbol * covered;
            }
            else
            {
                for (var i = 0; i < covered; i++)
                {
                    var symbol = Symbol(chunk, i);
                    if (symbol == 3)
                    {
                        return false;
                    }

                    deltaBytes += symbol;
                }
            }

            // A run of no packets would never end.
            if (covered == 0)
            {
                return false;
            }

            left -= covered;
        }

        if (position + deltaBytes > b.Length)
        {
            return false;
        }

        feedback = new(b, position);
        return true;
    }

    /// <summary>Reads the next packet's status; false at the end.</summary>
    public bool MoveNext()
    {
        if (_left == 0)
        {
            return false;
        }

        if (_inChunk == 0)
        {
            _bits = BinaryPrimitives.ReadUInt16BigEndian(_body[_chunk..]);
            _chunk += 2;
            _inChunk = Covered(_bits);
        }

        var symbol = Symbol(_bits, Covered(_bits) - _inChunk);
        _inChunk--;
        _left--;
        SequenceNumber = _next++;
        IsReceived = symbol != 0;
        Delta = symbol switch
        {
            1 => _body[_delta],
            2 => BinaryPrimitives.ReadInt16BigEndian(_body[_delta..]),
            _ => 0,
        };
        _delta += symbol;
        return true;
    }

    // §3.1.3 and §3.1.4: a run of up to 8,191 packets, a vector of 14 one-bit symbols, or one of 7 two-bit symbols. A symbol is at the same
    // time the number of bytes of its delta; 3 is reserved.
    private static int Covered(ushort chunk) => chunk < 0x8000 ? chunk & 0x1FFF : chunk < 0xC000 ? 14 : 7;

    private static int Symbol(ushort chunk, int index) =>
        chunk < 0x8000 ? (chunk >> 13) & 3 : chunk < 0xC000 ? (chunk >> (13 - index)) & 1 : (chunk >> (12 - (2 * index))) & 3;
}
