using System.Buffers.Binary;

namespace Visio.Rtc.Codecs;

/// <summary>The VP9 payload descriptor (RFC 9628 §4.2). Absent fields are -1.</summary>
public readonly record struct Vp9Descriptor
{
    private const byte HasPictureIdBit = 0x80;
    private const byte IsPredictedBit = 0x40;
    private const byte HasLayersBit = 0x20;
    private const byte IsFlexibleBit = 0x10;
    private const byte HasScalabilityStructureBit = 0x02;

    /// <summary>Bytes of the descriptor, 1 at least.</summary>
    public int Length { get; private init; }

    /// <summary>The picture id, 7 or 15 bits, or -1. The frames of all spatial layers of a picture have the same.</summary>
    public int PictureId { get; private init; }

    /// <summary>M: whether the picture id has 15 bits.</summary>
    public bool HasLongPictureId { get; private init; }

    /// <summary>TL0PICIDX: the running number of the pictures of the lowest temporal layer, or -1; always absent in flexible mode.</summary>
    public int BaseLayerIndex { get; private init; }

    /// <summary>TID, 0 to 7, or -1.</summary>
    public int TemporalLayer { get; private init; }

    /// <summary>SID, 0 to 7, or -1.</summary>
    public int SpatialLayer { get; private init; }

    /// <summary>How many spatial layers the scalability structure lists; 0 without one.</summary>
    public int SpatialLayerCount { get; private init; }

    /// <summary>U: a receiver may switch up to this temporal layer here.</summary>
    public bool IsSwitchingUpPoint { get; private init; }

    /// <summary>P: the frame refers to earlier pictures.</summary>
    public bool IsInterPicturePredicted { get; private init; }

    /// <summary>B: the packet begins a frame of its spatial layer.</summary>
    public bool IsFrameStart { get; private init; }

    /// <summary>E: the packet ends a frame of its spatial layer.</summary>
    public bool IsFrameEnd { get; private init; }

    /// <summary>Whether a decoder can begin with this packet: it begins the lowest frame of a picture that needs no other.</summary>
    public bool IsKeyFrameStart => IsFrameStart && !IsInterPicturePredicted && SpatialLayer <= 0;

    /// <summary>The running numbers; absent ones are 0.</summary>
    public PictureNumbers Numbers => PictureNumbers.From(PictureId, BaseLayerIndex, -1);

    /// <summary>Reads the descriptor; false when it does not fit or no payload follows.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out Vp9Descriptor descriptor)
    {
        descriptor = default;
        if (payload.IsEmpty)
        {
            return false;
        }

        var first = payload[0];
        var position = 1;
        int pictureId = -1, baseLayerIndex = -1, temporalLayer = -1, spatialLayer = -1;
        bool isLong = false, isSwitchingUp = false;
        if ((first & HasPictureIdBit) != 0)
        {
            isLong = position < payload.Length && (payload[position] & 0x80) != 0;
            if (payload.Length < position + (isLong ? 2 : 1))
            {
                return false;
            }

            pictureId = isLong ? BinaryPrimitives.ReadUInt16BigEndian(payload[position..]) & 0x7FFF : payload[position];
            position += isLong ? 2 : 1;
        }

        var isFlexible = (first & IsFlexibleBit) != 0;
        if ((first & HasLayersBit) != 0)
        {
            if (payload.Length < position + (isFlexible ? 1 : 2))
            {
                return false;
            }

            var layers = payload[position++];
            temporalLayer = layers >> 5;
            isSwitchingUp = (layers & 0x10) != 0;
            spatialLayer = (layers >> 1) & 0x07;
            baseLayerIndex = isFlexible ? -1 : payload[position++];
        }

        if (isFlexible && (first & IsPredictedBit) != 0 && !TrySkipReferences(payload, ref position))
        {
            return false;
        }

        var spatialLayers = 0;
        if ((first & HasScalabilityStructureBit) != 0 && !TryReadScalabilityStructure(payload, ref position, out spatialLayers))
        {
            return false;
        }

        if (position >= payload.Length)
        {
            return false;
        }

        descriptor = new()
        {
            Length = position,
            PictureId = pictureId,
            HasLongPictureId = isLong,
            BaseLayerIndex = baseLayerIndex,
            TemporalLayer = temporalLayer,
            SpatialLayer = spatialLayer,
            SpatialLayerCount = spatialLayers,
            IsSwitchingUpPoint = isSwitchingUp,
            IsInterPicturePredicted = (first & IsPredictedBit) != 0,
            IsFrameStart = (first & 0x08) != 0,
            IsFrameEnd = (first & 0x04) != 0,
        };
        return true;
    }

    /// <summary>Overwrites the running numbers that are present, keeping every length.</summary>
    /// <param name="payload">The payload this descriptor was read from.</param>
    /// <param name="numbers">The numbers to write; those whose field is absent are ignored.</param>
    public void Rewrite(Span<byte> payload, PictureNumbers numbers)
    {
        var position = 1;
        if (PictureId >= 0)
        {
            if (HasLongPictureId)
            {
                BinaryPrimitives.WriteUInt16BigEndian(payload[position..], (ushort)(0x8000 | numbers.PictureId));
                position += 2;
            }
            else
            {
                payload[position++] = (byte)(numbers.PictureId & 0x7F);
            }
        }

        if (BaseLayerIndex >= 0)
        {
            payload[position + 1] = numbers.BaseLayerIndex;
        }
    }

    // Up to three P_DIFF, each with a bit that says whether another follows.
    private static bool TrySkipReferences(ReadOnlySpan<byte> payload, ref int position)
    {
        for (var i = 0; i < 3; i++)
        {
            if (position >= payload.Length)
            {
                return false;
            }

            if ((payload[position++] & 0x01) == 0)
            {
                return true;
            }
        }

        return false;
    }

    // §4.2.1: sizes of the spatial layers, then the pictures of the group with their references.
    private static bool TryReadScalabilityStructure(ReadOnlySpan<byte> payload, ref int position, out int spatialLayers)
    {
        spatialLayers = 0;
        if (position >= payload.Length)
        {
            return false;
        }

        var structure = payload[position++];
        spatialLayers = (structure >> 5) + 1;
        if ((structure & 0x10) != 0)
        {
            position += 4 * spatialLayers;
        }

        if ((structure & 0x08) == 0)
        {
            return true;
        }

        if (position >= payload.Length)
        {
            return false;
        }

        var pictures = payload[position++];
        for (var i = 0; i < pictures; i++)
        {
            if (position >= payload.Length)
            {
                return false;
            }

            position += 1 + ((payload[position] >> 2) & 0x03);
        }

        return true;
    }
}
