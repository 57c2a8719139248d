using System.Buffers.Binary;

namespace Visio.Rtc.Codecs;

/// <summary>
/// The dependency descriptor (RTP Payload Format for AV1, appendix A): a header extension by which layers are chosen without looking at
/// the payload, which may be encrypted. AV1 needs it; other codecs may have it.
/// </summary>
public readonly record struct DependencyDescriptor
{
    private const int MandatoryLength = 3;
    private const int MandatoryBits = 8 * MandatoryLength;
    private const int FlagBits = 5;
    private const uint ActiveTargetsFlag = 0b01000;

    /// <summary>Whether the packet is the first of its frame.</summary>
    public bool IsFrameStart { get; private init; }

    /// <summary>Whether the packet is the last of its frame.</summary>
    public bool IsFrameEnd { get; private init; }

    /// <summary>The running number of the frame; it counts the frames of all layers.</summary>
    public ushort FrameNumber { get; private init; }

    /// <summary>The structure the frame is to be read by; null when the descriptor could not be read.</summary>
    public DependencyStructure? Structure { get; private init; }

    /// <summary>Whether the structure came with this packet: a decoder can begin here.</summary>
    public bool HasStructure => StructureEnd != 0;

    /// <summary>The decode targets that are being sent from here on, a bit each; 0 when nothing is said.</summary>
    public uint ActiveTargets { get; private init; }

    /// <summary>The frame's spatial layer.</summary>
    public int SpatialLayer { get; private init; }

    /// <summary>The frame's temporal layer.</summary>
    public int TemporalLayer { get; private init; }

    /// <summary>The frames it refers to.</summary>
    public FrameDifferences Differences { get; private init; }

    /// <summary>Where the structure ends, in bits; 0 without one.</summary>
    private int StructureEnd { get; init; }

    private ulong Indications { get; init; }

    /// <summary>What the frame is to a decode target.</summary>
    public DecodeTargetIndication For(int target) => (DecodeTargetIndication)((Indications >> (2 * target)) & 3);

    /// <summary>Reads a descriptor; false when it is cut, or refers to a structure that is not known.</summary>
    /// <param name="data">The header extension's value.</param>
    /// <param name="known">The structure of the last key frame, or null.</param>
    /// <param name="descriptor">What it says.</param>
    public static bool TryParse(ReadOnlySpan<byte> data, DependencyStructure? known, out DependencyDescriptor descriptor)
    {
        descriptor = default;
        if (data.Length < MandatoryLength)
        {
            return false;
        }

        var bits = new BitReader(data);
        bits.Read(MandatoryBits);
        var structure = known;
        var (structureEnd, active) = (0, 0u);
        bool hasCustomIndications = false, hasCustomDifferences = false;
        if (data.Length > MandatoryLength)
        {
            var hasStructure = bits.ReadFlag();
            var hasActiveTargets = bits.ReadFlag();
            hasCustomIndications = bits.ReadFlag();
            hasCustomDifferences = bits.ReadFlag();
            bits.Read(1);
            if (hasStructure)
            {
                structure = DependencyStructure.Read(ref bits);
                structureEnd = bits.Position;
                active = structure?.AllTargets ?? 0;
            }

            active = hasActiveTargets && structure is not null ? bits.Read(structure.TargetCount) & structure.AllTargets : active;
        }

        if (structure is null || !structure.TryFind(data[0] & 0x3F, out var template))
        {
            return false;
        }

        var indications = hasCustomIndications ? DependencyStructure.ReadIndications(ref bits, structure.TargetCount) : template.Indications;
        descriptor = new()
        {
            IsFrameStart = (data[0] & 0x80) != 0,
            IsFrameEnd = (data[0] & 0x40) != 0,
            FrameNumber = BinaryPrimitives.ReadUInt16BigEndian(data[1..]),
            Structure = structure,
            StructureEnd = structureEnd,
            ActiveTargets = active,
            SpatialLayer = template.Layer.Spatial,
            TemporalLayer = template.Layer.Temporal,
            Indications = indications,
            Differences = hasCustomDifferences ? ReadDifferences(ref bits) : template.Differences,
        };
        return !bits.IsExhausted;
    }

    private static FrameDifferences ReadDifferences(ref BitReader bits)
    {
        var differences = default(FrameDifferences);
        for (var size = (int)bits.Read(2); size != 0; size = (int)bits.Read(2))
        {
            differences.Add(bits.Read(4 * size) + 1);
        }

        return differences;
    }

    /// <summary>The longest that <see cref="Write"/> makes of a descriptor of a length.</summary>
    public static int MaxLength(int length) => length + 6;

    /// <summary>Writes a descriptor for a receiver that gets only some of the layers.</summary>
    /// <param name="data">The descriptor as it came.</param>
    /// <param name="frameNumber">The frame's number for this receiver.</param>
    /// <param name="activeTargets">The decode targets the receiver gets, a bit each; 0 to leave what was said of them.</param>
    /// <param name="targetCount">How many decode targets there are.</param>
    /// <param name="destination">Takes <see cref="MaxLength"/> bytes.</param>
    /// <returns>The length written.</returns>
    public int Write(ReadOnlySpan<byte> data, ushort frameNumber, uint activeTargets, int targetCount, Span<byte> destination)
    {
        if (activeTargets == 0)
        {
            data.CopyTo(destination);
            BinaryPrimitives.WriteUInt16BigEndian(destination[1..], frameNumber);
            return data.Length;
        }

        var from = new BitReader(data);
        var to = new BitWriter(destination);
        to.Write(from.Read(8), 8);
        from.Read(16);
        to.Write(frameNumber, 16);
        var flags = data.Length > MandatoryLength ? from.Read(FlagBits) : 0;
        to.Write(flags | ActiveTargetsFlag, FlagBits);
        if (HasStructure)
        {
            to.Copy(ref from, StructureEnd - from.Position);
        }

        if ((flags & ActiveTargetsFlag) != 0)
        {
            from.Read(targetCount);
        }

        to.Write(activeTargets, targetCount);
        if (data.Length > MandatoryLength)
        {
            to.Copy(ref from, (data.Length * 8) - from.Position);
        }

        return to.Length;
    }
}
