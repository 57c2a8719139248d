using System.Buffers.Binary;
using Visio.Rtc.Units;

namespace Visio.Rtc.Rtcp;

/// <summary>REMB: the rate a receiver believes the path to it can carry (draft-alvestrand-rmcat-remb-03 §2.2).</summary>
public readonly ref struct ReceiverEstimate
{
    internal const uint Identifier = 0x52454D42; // "REMB"

    private readonly ReadOnlySpan<byte> _ssrcs;

    private ReceiverEstimate(Bitrate rate, ReadOnlySpan<byte> ssrcs)
    {
        Rate = rate;
        _ssrcs = ssrcs;
    }

    /// <summary>The rate of all media together; exact to 18 bits.</summary>
    public Bitrate Rate { get; }

    /// <summary>How many streams the estimate covers, 0 to 255.</summary>
    public int SsrcCount => _ssrcs.Length / 4;

    /// <summary>The stream at <paramref name="index"/>, from 0.</summary>
    public uint Ssrc(int index) => BinaryPrimitives.ReadUInt32BigEndian(_ssrcs[(4 * index)..]);

    /// <summary>Reads a REMB; false for anything else.</summary>
    public static bool TryParse(scoped in RtcpPacket packet, out ReceiverEstimate estimate)
    {
        estimate = default;
        var b = packet.Body;
        if (packet.Type != RtcpPacketType.PayloadFeedback || packet.Count != RtcpFeedbackFormat.Application || b.Length < 16
            || BinaryPrimitives.ReadUInt32BigEndian(b[8..]) != Identifier)
        {
            return false;
        }

        var word = BinaryPrimitives.ReadUInt32BigEndian(b[12..]);
        var count = (int)(word >> 24);
        if (b.Length < 16 + (4 * count))
        {
            return false;
        }

        var exponent = (int)((word >> 18) & 0x3F);
        var mantissa = (long)(word & 0x3FFFF);

        // A 6-bit exponent can name rates beyond 64 bits; they all mean "no limit".
        var rate = exponent > 45 && mantissa != 0 ? long.MaxValue : mantissa << exponent;
        estimate = new(new(rate), b.Slice(16, 4 * count));
        return true;
    }
}
