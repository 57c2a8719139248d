using System.Buffers.Binary;

namespace Visio.Rtc.Codecs;

/// <summary>
/// What a forwarder needs to know of an H.264 payload (RFC 6184): where a decoder can begin. Nothing in it has to be rewritten. Single NAL
/// units, STAP-A and FU-A are read: all that packetization modes 0 and 1 allow (§5.4).
/// </summary>
public readonly record struct H264Payload
{
    private const int NalTypeMask = 0x1F;
    private const int IdrSlice = 5;
    private const int SequenceParameterSet = 7;
    private const int StapA = 24;
    private const int FuA = 28;

    /// <summary>Whether it has the beginning of a sequence parameter set, which precedes the slices of a key frame (ITU-T H.264 §7.4.1.2.3).</summary>
    public bool HasParameterSet { get; private init; }

    /// <summary>Whether it has the beginning of a slice of a key frame.</summary>
    public bool HasKeySlice { get; private init; }

    /// <summary>Reads a payload; false when it is none of those that the negotiated modes allow, or is cut.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out H264Payload result)
    {
        result = default;
        if (payload.IsEmpty)
        {
            return false;
        }

        switch (payload[0] & NalTypeMask)
        {
            case >= 1 and <= 23:
                result = default(H264Payload).With(payload[0] & NalTypeMask);
                return true;
            case StapA:
                return TryReadAggregation(payload[1..], out result);
            case FuA when payload.Length >= 2:
                // §5.8: only the fragment with the S bit is a beginning.
                result = (payload[1] & 0x80) != 0 ? default(H264Payload).With(payload[1] & NalTypeMask) : default;
                return true;
            default:
                return false;
        }
    }

    // §5.7.1: 16 bits of size before each unit.
    private static bool TryReadAggregation(ReadOnlySpan<byte> rest, out H264Payload result)
    {
        result = default;
        while (rest.Length >= 2)
        {
            var size = BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (size == 0 || size > rest.Length - 2)
            {
                return false;
            }

            result = result.With(rest[2] & NalTypeMask);
            rest = rest[(2 + size)..];
        }

        return rest.IsEmpty;
    }

    private H264Payload With(int type) => new()
    {
        HasParameterSet = HasParameterSet || type == SequenceParameterSet,
        HasKeySlice = HasKeySlice || type == IdrSlice,
    };
}
