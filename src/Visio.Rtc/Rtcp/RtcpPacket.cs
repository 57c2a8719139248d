using System.Buffers.Binary;

namespace Visio.Rtc.Rtcp;

/// <summary>A view of one packet inside a compound RTCP packet (RFC 3550 §6.4). Typed readers take it further.</summary>
public readonly ref struct RtcpPacket
{
    internal RtcpPacket(RtcpPacketType type, byte count, ReadOnlySpan<byte> body)
    {
        Type = type;
        Count = count;
        Body = body;
    }

    /// <summary>What it is; any value can arrive.</summary>
    public RtcpPacketType Type { get; }

    /// <summary>The five bits after the padding bit, 0 to 31: a count of blocks, or the format of a feedback message.</summary>
    public byte Count { get; }

    /// <summary>What follows the first four bytes, without padding.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>The SSRC of the packet's sender: the first word of all types but SDES and BYE. 0 when the body is empty.</summary>
    public uint SenderSsrc => Body.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(Body);

    /// <summary>In feedback: the SSRC of the stream that it is about (RFC 4585 §6.1). 0 when the body is too short.</summary>
    public uint MediaSsrc => Body.Length < 8 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(Body[4..]);

    /// <summary>Whether this asks for a key frame by a picture loss indication (RFC 4585 §6.3.1) about <see cref="MediaSsrc"/>.</summary>
    public bool IsPictureLossIndication =>
        Type == RtcpPacketType.PayloadFeedback && Count == RtcpFeedbackFormat.PictureLoss && Body.Length >= 8;
}
