using Visio.Rtc.Codecs;

namespace Visio.Fuzz.Targets;

/// <summary>Any bytes as the payload or the descriptor of a codec: never throws, and what is rewritten reads as it was meant.</summary>
public static class PayloadTargets
{
    public static void RunH264(ReadOnlySpan<byte> input) =>
        Oracle.Holds(!H264Payload.TryParse(input, out _) || !input.IsEmpty, "an empty payload was read");

    public static void RunVp9(ReadOnlySpan<byte> input)
    {
        if (!Vp9Descriptor.TryParse(input, out var descriptor))
        {
            return;
        }

        Oracle.Holds(descriptor.Length < input.Length, "no payload behind the descriptor");
        var copy = input.ToArray();
        descriptor.Rewrite(copy, descriptor.Numbers);
        Oracle.Holds(input.SequenceEqual(copy), "rewriting with its own numbers changed the payload");

        descriptor.Rewrite(copy, new(0x2A55, 0x99, 0));
        Oracle.Holds(Vp9Descriptor.TryParse(copy, out var changed), "the rewritten descriptor does not parse");
        var expected = descriptor.PictureId < 0 ? -1 : descriptor.HasLongPictureId ? 0x2A55 : 0x55;
        Oracle.Holds(changed.PictureId == expected && changed.Length == descriptor.Length, "the picture id is written otherwise");
        Oracle.Holds(
            (changed.SpatialLayer, changed.TemporalLayer, changed.IsFrameEnd) == (descriptor.SpatialLayer, descriptor.TemporalLayer, descriptor.IsFrameEnd),
            "a layer changed");
        Oracle.Holds(input[descriptor.Length..].SequenceEqual(copy.AsSpan(descriptor.Length)), "the frame changed");
    }

    public static void RunRed(ReadOnlySpan<byte> input)
    {
        var count = RedPayload.CountRedundant(input);
        var end = -1;
        for (var back = count; back >= 0; back--)
        {
            Oracle.Holds(RedPayload.TryFind(input, back, out var block), "a counted block is not there");
            Oracle.Holds(block.Offset >= end && block.Offset + block.Length <= input.Length, "a block overlaps another, or the end");
            end = block.Offset + block.Length;
        }

        var copy = input.ToArray();
        RedPayload.SetPayloadTypes(copy, 96);
        Oracle.Holds(RedPayload.CountRedundant(copy) == count, "naming the payload type changed the blocks");
    }

    /// <summary>The first byte says how long the key frame's descriptor is that precedes the one to be read.</summary>
    public static void RunDependencies(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var length = Math.Min(input[0], input.Length - 1);
        var known = DependencyDescriptor.TryParse(input.Slice(1, length), null, out var key) ? key.Structure : null;
        var data = input[(1 + length)..];
        if (data.Length > byte.MaxValue || !DependencyDescriptor.TryParse(data, known, out var descriptor))
        {
            return;
        }

        var structure = descriptor.Structure!;
        var target = structure.BestTarget(1, 1, structure.AllTargets);
        Oracle.Holds(target >= 0 && target < structure.TargetCount, "the best target does not exist");
        var mask = structure.TargetsWithin(target);
        Span<byte> written = stackalloc byte[DependencyDescriptor.MaxLength(data.Length)];
        written = written[..descriptor.Write(data, 0x1234, mask, structure.TargetCount, written)];
        Oracle.Holds(DependencyDescriptor.TryParse(written, known, out var changed), "the rewritten descriptor does not parse");
        Oracle.Holds(changed.FrameNumber == 0x1234 && changed.ActiveTargets == mask, "the targets are written otherwise");
        Oracle.Holds(changed.HasStructure == descriptor.HasStructure && changed.SpatialLayer == descriptor.SpatialLayer, "the frame changed");
        for (var i = 0; i < structure.TargetCount; i++)
        {
            Oracle.Holds(changed.For(i) == descriptor.For(i), "the indications changed");
        }
    }
}
