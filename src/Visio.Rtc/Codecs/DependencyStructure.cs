namespace Visio.Rtc.Codecs;

/// <summary>
/// How the frames of a stream depend on each other, as its key frames say it (RTP Payload Format for AV1, A.8.3): decode targets, which are
/// the selections of layers a receiver can be given, and templates, which say of a kind of frame what it is to each of them. Immutable.
/// </summary>
public sealed class DependencyStructure
{
    private const int MaxTemplates = 64;
    private const int BitsPerIndication = 2;

    private readonly int _idOffset;
    private readonly List<Template> _templates;
    private readonly Layer[] _targets;

    private DependencyStructure(int idOffset, List<Template> templates, int targets)
    {
        _idOffset = idOffset;
        _templates = templates;
        _targets = new Layer[targets];
    }

    /// <summary>How many decode targets there are, 1 to 32.</summary>
    public int TargetCount => _targets.Length;

    /// <summary>How many spatial layers there are.</summary>
    public int SpatialLayerCount => _templates[^1].Layer.Spatial + 1;

    /// <summary>All decode targets, a bit each.</summary>
    public uint AllTargets => (uint)((1UL << TargetCount) - 1);

    /// <summary>The chains that protect the targets; custom chains of a frame have a difference for each.</summary>
    internal int ChainCount { get; private set; }

    /// <summary>The spatial layer of a decode target.</summary>
    public int SpatialLayer(int target) => _targets[target].Spatial;

    /// <summary>The best decode target within limits: the largest picture, then the highest rate. The smallest when none is.</summary>
    /// <param name="spatialLayer">The highest spatial layer that is wanted.</param>
    /// <param name="temporalLayer">The highest temporal layer that is wanted.</param>
    /// <param name="active">The targets that are being sent, a bit each.</param>
    public int BestTarget(int spatialLayer, int temporalLayer, uint active)
    {
        var (best, least) = (-1, 0);
        for (var i = 0; i < TargetCount; i++)
        {
            least = _targets[i].IsAbove(_targets[least]) ? least : i;
            var isWithin = _targets[i].Spatial <= spatialLayer && _targets[i].Temporal <= temporalLayer && (active & (1u << i)) != 0;
            best = isWithin && (best < 0 || _targets[i].IsAbove(_targets[best])) ? i : best;
        }

        return best < 0 ? least : best;
    }

    /// <summary>The decode targets that a receiver of <paramref name="target"/> can still decode, a bit each.</summary>
    public uint TargetsWithin(int target)
    {
        var mask = 0u;
        for (var i = 0; i < TargetCount; i++)
        {
            mask |= _targets[i].Spatial <= _targets[target].Spatial && _targets[i].Temporal <= _targets[target].Temporal ? 1u << i : 0;
        }

        return mask;
    }

    /// <summary>The template with an identifier; false when there is none.</summary>
    internal bool TryFind(int templateId, out Template template)
    {
        var index = (templateId - _idOffset + MaxTemplates) % MaxTemplates;
        template = index < _templates.Count ? _templates[index] : default;
        return index < _templates.Count;
    }

    /// <summary>Reads a structure; null when it is cut or impossible.</summary>
    internal static DependencyStructure? Read(ref BitReader bits)
    {
        var idOffset = (int)bits.Read(6);
        var targets = (int)bits.Read(5) + 1;
        if (ReadTemplates(ref bits) is not { } templates)
        {
            return null;
        }

        var structure = new DependencyStructure(idOffset, templates, targets);
        for (var i = 0; i < templates.Count; i++)
        {
            templates[i] = templates[i] with { Indications = ReadIndications(ref bits, targets) };
        }

        for (var i = 0; i < templates.Count; i++)
        {
            templates[i] = templates[i] with { Differences = ReadDifferences(ref bits) };
        }

        structure.ReadChains(ref bits);
        structure.FindLayers();
        if (bits.ReadFlag())
        {
            // Sizes of the pictures, 16 bits of width and height for each spatial layer.
            for (var spatial = templates[^1].Layer.Spatial; spatial >= 0; spatial--)
            {
                bits.Read(32);
            }
        }

        return bits.IsExhausted ? null : structure;
    }

    /// <summary>What a frame is to each decode target, two bits each, the first target lowest.</summary>
    internal static ulong ReadIndications(ref BitReader bits, int targets)
    {
        var indications = 0UL;
        for (var i = 0; i < targets; i++)
        {
            indications |= (ulong)bits.Read(BitsPerIndication) << (i * BitsPerIndication);
        }

        return indications;
    }

    private static List<Template>? ReadTemplates(ref BitReader bits)
    {
        var templates = new List<Template>();
        var layer = default(Layer);
        while (templates.Count < MaxTemplates && !bits.IsExhausted)
        {
            templates.Add(new(layer, 0, default));
            switch (bits.Read(2))
            {
                case 1:
                    layer = layer with { Temporal = layer.Temporal + 1 };
                    break;
                case 2:
                    layer = new(layer.Spatial + 1, 0);
                    break;
                case 3:
                    return templates;
                default:
                    break;
            }
        }

        return null;
    }

    private static FrameDifferences ReadDifferences(ref BitReader bits)
    {
        var differences = default(FrameDifferences);
        while (bits.ReadFlag())
        {
            differences.Add(bits.Read(4) + 1);
        }

        return differences;
    }

    private void ReadChains(ref BitReader bits)
    {
        ChainCount = (int)bits.ReadNonSymmetric(TargetCount + 1);
        if (ChainCount == 0)
        {
            return;
        }

        for (var i = 0; i < TargetCount; i++)
        {
            bits.ReadNonSymmetric(ChainCount);
        }

        for (var i = _templates.Count * ChainCount; i > 0; i--)
        {
            bits.Read(4);
        }
    }

    // A.8.3.6: a target reaches as high as the highest frame that is present in it.
    private void FindLayers()
    {
        for (var i = 0; i < TargetCount; i++)
        {
            foreach (var template in _templates)
            {
                if (((template.Indications >> (i * BitsPerIndication)) & 3) != (int)DecodeTargetIndication.NotPresent)
                {
                    _targets[i] = new(
                        Math.Max(_targets[i].Spatial, template.Layer.Spatial), Math.Max(_targets[i].Temporal, template.Layer.Temporal));
                }
            }
        }
    }

    /// <summary>A kind of frame.</summary>
    internal readonly record struct Template(Layer Layer, ulong Indications, FrameDifferences Differences);

    /// <summary>A place among the layers.</summary>
    internal readonly record struct Layer(int Spatial, int Temporal)
    {
        public bool IsAbove(Layer other) => Spatial > other.Spatial || (Spatial == other.Spatial && Temporal > other.Temporal);
    }
}
