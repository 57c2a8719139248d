using System.Buffers.Binary;
using Visio.Rtc.Codecs;

namespace Visio.Bench.Clients;

/// <summary>What stands before the numbered payload in a packet of VP8: the descriptor, and the head of a frame in its first packet.</summary>
/// <param name="IsStart">Whether the packet begins a frame.</param>
/// <param name="IsKey">Whether that is a key frame.</param>
/// <param name="PictureId">15 bits.</param>
/// <param name="BaseLayerIndex">8 bits.</param>
/// <param name="Width">Of the picture, in pixels.</param>
/// <param name="Height">Of the picture, in pixels.</param>
internal readonly record struct Vp8Frame(bool IsStart, bool IsKey, int PictureId, int BaseLayerIndex, int Width, int Height)
{
    private const int DescriptorLength = 6;
    private const int KeyHeadLength = 10;
    private const int DeltaHeadLength = 3;

    /// <summary>Bytes before the numbered payload.</summary>
    public int Length => DescriptorLength + (!IsStart ? 0 : IsKey ? KeyHeadLength : DeltaHeadLength);

    public void Write(Span<byte> destination)
    {
        // RFC 7741 §4.2: X and S; I, L and T; a picture id of 15 bits; one temporal layer.
        destination[0] = (byte)(0x80 | (IsStart ? 0x10 : 0));
        destination[1] = 0xE0;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)(0x8000 | PictureId));
        destination[4] = (byte)BaseLayerIndex;
        destination[5] = 0;
        if (!IsStart)
        {
            return;
        }

        // RFC 6386 §9.1: the lowest bit says that it is no key frame; those tell their size.
        var head = destination[DescriptorLength..];
        head[0] = (byte)(IsKey ? 0x10 : 0x11);
        head[1] = head[2] = 0;
        if (IsKey)
        {
            head[3] = 0x9D;
            head[4] = 0x01;
            head[5] = 0x2A;
            BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)Width);
            BinaryPrimitives.WriteUInt16LittleEndian(head[8..], (ushort)Height);
        }
    }

    /// <summary>Finds the numbered payload.</summary>
    public static bool TrySkip(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> numbered)
    {
        numbered = default;
        if (!Vp8Descriptor.TryParse(payload, out var descriptor))
        {
            return false;
        }

        var length = descriptor.Length + (!descriptor.IsFrameStart ? 0 : descriptor.IsKeyFrameStart ? KeyHeadLength : DeltaHeadLength);
        if (payload.Length < length)
        {
            return false;
        }

        numbered = payload[length..];
        return true;
    }
}
