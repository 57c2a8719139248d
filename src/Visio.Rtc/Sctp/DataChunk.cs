using System.Buffers.Binary;

namespace Visio.Rtc.Sctp;

/// <summary>A received DATA chunk (RFC 9260 §3.3.1).</summary>
internal readonly ref struct DataChunk
{
    public const int HeaderSize = 12;
    public const byte EndFlag = 1;
    public const byte BeginFlag = 2;
    public const byte UnorderedFlag = 4;
    public const byte ImmediateFlag = 8;

    private readonly byte _flags;

    private DataChunk(byte flags, ReadOnlySpan<byte> value)
    {
        _flags = flags;
        Tsn = new(BinaryPrimitives.ReadUInt32BigEndian(value));
        Stream = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        Ssn = BinaryPrimitives.ReadUInt16BigEndian(value[6..]);
        PayloadProtocol = BinaryPrimitives.ReadUInt32BigEndian(value[8..]);
        Payload = value[HeaderSize..];
    }

    public Tsn Tsn { get; }

    public ushort Stream { get; }

    public ushort Ssn { get; }

    public uint PayloadProtocol { get; }

    public ReadOnlySpan<byte> Payload { get; }

    public bool IsEnd => (_flags & EndFlag) != 0;

    public bool IsBegin => (_flags & BeginFlag) != 0;

    public bool IsUnordered => (_flags & UnorderedFlag) != 0;

    /// <summary>The sender asks for a SACK without delay (RFC 7053).</summary>
    public bool IsImmediate => (_flags & ImmediateFlag) != 0;

    public static bool TryParse(in Chunk chunk, out DataChunk data)
    {
        if (chunk.Value.Length < HeaderSize)
        {
            data = default;
            return false;
        }

        data = new(chunk.Flags, chunk.Value);
        return true;
    }
}
