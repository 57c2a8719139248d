using Visio.Rtc.Codecs;

namespace Visio.Fuzz.Targets;

/// <summary>Any bytes: never throws; rewriting a descriptor with its own numbers changes nothing, and with others only the numbers.</summary>
public static class Vp8Target
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        if (!Vp8Descriptor.TryParse(input, out var descriptor))
        {
            return;
        }

        Oracle.Holds(descriptor.Length < input.Length, "no payload behind the descriptor");
        var copy = input.ToArray();
        descriptor.Rewrite(copy, descriptor.Numbers);
        Oracle.Holds(input.SequenceEqual(copy), "rewriting with its own numbers changed the payload");

        descriptor.Rewrite(copy, new(0x2A55, 0x99, 0x0A));
        Oracle.Holds(Vp8Descriptor.TryParse(copy, out var changed), "the rewritten descriptor does not parse");
        var expected = descriptor.PictureId < 0 ? -1 : descriptor.HasLongPictureId ? 0x2A55 : 0x55;
        Oracle.Holds(changed.PictureId == expected && changed.Length == descriptor.Length, "the picture id is written otherwise");
        Oracle.Holds(changed.TemporalLayer == descriptor.TemporalLayer && changed.IsLayerSync == descriptor.IsLayerSync, "a layer changed");
        Oracle.Holds(input[descriptor.Length..].SequenceEqual(copy.AsSpan(descriptor.Length)), "the frame changed");
    }
}
