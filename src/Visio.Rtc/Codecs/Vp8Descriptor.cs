using System.Buffers.Binary;

namespace Visio.Rtc.Codecs;

/// <summary>The VP8 payload descriptor (RFC 7741 §4.2) with what the payload header behind it says of key frames (§4.3).</summary>
/// <remarks>Absent fields are -1. Opus needs nothing of the kind: its payload is opaque to a forwarder, and DTX only makes gaps in time.</remarks>
public readonly record struct Vp8Descriptor
{
    /// <summary>Bytes of the descriptor, 1 to 6.</summary>
    public int Length { get; private init; }

    /// <summary>N: no other frame refers to this one.</summary>
    public bool IsNonReference { get; private init; }

    /// <summary>S: the payload begins a partition.</summary>
    public bool IsStartOfPartition { get; private init; }

    /// <summary>PID: the partition, 0 to 7.</summary>
    public int Partition { get; private init; }

    /// <summary>The picture id, 7 or 15 bits, or -1.</summary>
    public int PictureId { get; private init; }

    /// <summary>M: whether the picture id has 15 bits.</summary>
    public bool HasLongPictureId { get; private init; }

    /// <summary>TL0PICIDX: the running number of the base layer's frames, 8 bits, or -1.</summary>
    public int BaseLayerIndex { get; private init; }

    /// <summary>TID: the temporal layer, 0 to 3, or -1.</summary>
    public int TemporalLayer { get; private init; }

    /// <summary>Y: the frame depends on the base layer only, so that a receiver may switch up here.</summary>
    public bool IsLayerSync { get; private init; }

    /// <summary>KEYIDX: the running number of key frames, 5 bits, or -1.</summary>
    public int KeyFrameIndex { get; private init; }

    /// <summary>Whether this packet begins a key frame.</summary>
    public bool IsKeyFrameStart { get; private init; }

    /// <summary>The width in pixels a key frame's first packet tells, or 0.</summary>
    public int Width { get; private init; }

    /// <summary>The height in pixels a key frame's first packet tells, or 0.</summary>
    public int Height { get; private init; }

    /// <summary>Whether this packet begins a frame.</summary>
    public bool IsFrameStart => IsStartOfPartition && Partition == 0;

    /// <summary>The running numbers; absent ones are 0.</summary>
    public PictureNumbers Numbers => PictureNumbers.From(PictureId, BaseLayerIndex, KeyFrameIndex);

    /// <summary>Reads the descriptor; false when it does not fit or no payload follows (RFC 7741 §4.2).</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out Vp8Descriptor descriptor)
    {
        descriptor = default;
        if (payload.Length < 2)
        {
            return false;
        }

        var first = payload[0];
        var position = 1;
        int pictureId = -1, baseLayerIndex = -1, temporalLayer = -1, keyFrameIndex = -1;
        bool isLong = false, isSync = false;
        if ((first & 0x80) != 0)
        {
            var flags = payload[position++];
            if (payload.Length < position + ExtensionLength(flags, payload, position))
            {
                return false;
            }

            if ((flags & 0x80) != 0)
            {
                isLong = (payload[position] & 0x80) != 0;
                pictureId = isLong ? BinaryPrimitives.ReadUInt16BigEndian(payload[position..]) & 0x7FFF : payload[position];
                position += isLong ? 2 : 1;
            }

            if ((flags & 0x40) != 0)
            {
                baseLayerIndex = payload[position++];
            }

            if ((flags & 0x30) != 0)
            {
                var layers = payload[position++];
                temporalLayer = (flags & 0x20) != 0 ? layers >> 6 : -1;
                isSync = (flags & 0x20) != 0 && (layers & 0x20) != 0;
                keyFrameIndex = (flags & 0x10) != 0 ? layers & 0x1F : -1;
            }
        }

        if (position >= payload.Length)
        {
            return false;
        }

        // §4.3: the P bit of the frame's first byte is 0 for a key frame; RFC 6386 §9.1: start code, then 14 bits each of width and height.
        var isStart = (first & 0x10) != 0 && (first & 0x07) == 0;
        var frame = payload[position..];
        var isKey = isStart && (frame[0] & 0x01) == 0;
        var hasSize = isKey && frame.Length >= 10 && frame[3] == 0x9D && frame[4] == 0x01 && frame[5] == 0x2A;
        descriptor = new()
        {
            Length = position,
            IsNonReference = (first & 0x20) != 0,
            IsStartOfPartition = (first & 0x10) != 0,
            Partition = first & 0x07,
            PictureId = pictureId,
            HasLongPictureId = isLong,
            BaseLayerIndex = baseLayerIndex,
            TemporalLayer = temporalLayer,
            IsLayerSync = isSync,
            KeyFrameIndex = keyFrameIndex,
            IsKeyFrameStart = isKey,
            Width = hasSize ? BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]) & 0x3FFF : 0,
            Height = hasSize ? BinaryPrimitives.ReadUInt16LittleEndian(frame[8..]) & 0x3FFF : 0,
        };
        return true;
    }

    /// <summary>
    /// Overwrites the running numbers that are present, keeping every length. Cheap enough to do once per subscriber on the shared payload
    /// just before it is encrypted; only the low bits that fit are written.
    /// </summary>
    /// <param name="payload">The payload this descriptor was read from.</param>
    /// <param name="numbers">The numbers to write; those whose field is absent are ignored.</param>
    public void Rewrite(Span<byte> payload, PictureNumbers numbers)
    {
        var position = 2;
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
            payload[position++] = numbers.BaseLayerIndex;
        }

        if (KeyFrameIndex >= 0)
        {
            payload[position] = (byte)((payload[position] & 0xE0) | (numbers.KeyFrameIndex & 0x1F));
        }
    }

    private static int ExtensionLength(byte flags, ReadOnlySpan<byte> payload, int position)
    {
        var length = 0;
        if ((flags & 0x80) != 0)
        {
            length += position < payload.Length && (payload[position] & 0x80) != 0 ? 2 : 1;
        }

        length += (flags & 0x40) != 0 ? 1 : 0;
        return length + ((flags & 0x30) != 0 ? 1 : 0);
    }
}
