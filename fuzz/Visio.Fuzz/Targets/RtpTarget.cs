using Visio.Rtc.Rtp;

namespace Visio.Fuzz.Targets;

/// <summary>Any bytes: never throws; a packet that parses is covered by its parts, and its fixed header is written back as it was read.</summary>
public static class RtpTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        if (!RtpPacket.TryParse(input, out var packet))
        {
            return;
        }

        Oracle.Holds(packet.HeaderLength + packet.Payload.Length + packet.PaddingLength == input.Length, "the parts do not cover the packet");
        var extensionBytes = 0;
        foreach (var element in packet.Extensions)
        {
            extensionBytes += element.Data.Length;
            Oracle.Holds(element.Id != 0, "an element with id 0");
            Oracle.Holds(packet.TryGetExtension(element.Id, out _), "an element that is not found");
        }

        Oracle.Holds(extensionBytes <= packet.HeaderLength, "more elements than header");
        for (var i = 0; i < packet.CsrcCount; i++)
        {
            _ = packet.Csrc(i);
        }

        Span<byte> written = stackalloc byte[RtpHeader.FixedLength];
        var length = new RtpHeaderWriter(written, packet.ToHeader()).Finish();
        Oracle.Holds(length == RtpHeader.FixedLength && written[1..].SequenceEqual(input[1..length]), "the header is written otherwise");
        Restore(input);
    }

    private static void Restore(ReadOnlySpan<byte> input)
    {
        var copy = input.ToArray();
        if (RtxPacket.TryRestore(copy, 0xCAFEBABE, 96, out var original))
        {
            Oracle.Holds(RtpPacket.TryParse(original, out var restored), "the restored packet does not parse");
            Oracle.Holds(restored.Ssrc == 0xCAFEBABE && restored.PayloadType == 96, "the restored packet is of another stream");
        }
    }
}
