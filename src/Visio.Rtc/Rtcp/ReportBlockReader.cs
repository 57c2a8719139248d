namespace Visio.Rtc.Rtcp;

/// <summary>Enumerates the report blocks of an SR or RR.</summary>
public ref struct ReportBlockReader
{
    private ReadOnlySpan<byte> _rest;

    private ReportBlockReader(ReadOnlySpan<byte> blocks)
    {
        _rest = blocks;
        Current = default;
    }

    /// <summary>The block read last.</summary>
    public ReportBlock Current { get; private set; }

    /// <summary>Finds the blocks of an SR or RR; false for another type, or when they do not fit.</summary>
    public static bool TryParse(scoped in RtcpPacket packet, out ReportBlockReader blocks)
    {
        blocks = default;
        var start = packet.Type switch
        {
            RtcpPacketType.SenderReport => SenderReport.Length,
            RtcpPacketType.ReceiverReport => 4,
            _ => int.MaxValue,
        };
        var length = packet.Count * ReportBlock.Length;
        if (start > packet.Body.Length || length > packet.Body.Length - start)
        {
            return false;
        }

        blocks = new(packet.Body.Slice(start, length));
        return true;
    }

    /// <summary>Makes the reader usable in <c>foreach</c>.</summary>
    public readonly ReportBlockReader GetEnumerator() => this;

    /// <summary>Reads the next block; false at the end.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        Current = ReportBlock.Read(_rest);
        _rest = _rest[ReportBlock.Length..];
        return true;
    }
}
