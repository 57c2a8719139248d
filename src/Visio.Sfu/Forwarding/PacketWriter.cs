using System.Text;
using Visio.Rtc.Codecs;
using Visio.Rtc.Rtp;

namespace Visio.Sfu.Forwarding;

/// <summary>Writes the packets of one subscription as its peer negotiated them.</summary>
internal sealed class PacketWriter
{
    /// <summary>Header, extensions, one repair header and the cipher's tag: what a slot must hold besides the payload.</summary>
    public const int MaxOverhead = Overhead + 255;

    /// <summary>The same without a dependency descriptor.</summary>
    private const int Overhead = 96;

    private const byte MaxExtensionId = 14;

    private readonly SubscriptionOptions _options;
    private readonly byte[] _mid;
    private readonly byte _midId;
    private readonly byte _audioLevelId;
    private readonly byte _descriptorId;
    private readonly byte _playoutDelayId;
    private readonly byte _transportSequenceId;

    /// <param name="options">What was negotiated.</param>
    public PacketWriter(SubscriptionOptions options)
    {
        _options = options;
        _mid = Encoding.ASCII.GetBytes(options.Mid);

        // RFC 8285 §4.2: what the one-byte form cannot say is left out.
        _midId = _mid.Length is > 0 and <= 16 ? Sayable(options.Extensions.Mid) : (byte)0;
        _audioLevelId = Sayable(options.Extensions.AudioLevel);
        _descriptorId = Sayable(options.Extensions.DependencyDescriptor);
        _transportSequenceId = Sayable(options.Extensions.TransportSequenceNumber);
        _playoutDelayId = options.PlayoutDelay is null ? (byte)0 : Sayable(options.Extensions.PlayoutDelay);
    }

    /// <summary>Whether its packets carry transport-wide sequence numbers.</summary>
    public bool IsNumbered => _transportSequenceId != 0;

    /// <summary>How long the header of a packet may become.</summary>
    public static int HeaderSpace(in ForwardedPacket packet) => packet.DescriptorLength > 0 ? MaxOverhead : Overhead;

    /// <summary>The payload type of a packet.</summary>
    public byte PayloadType(in ForwardedPacket packet, in SentForm form) =>
        form.Redundant != 0 || (packet.IsRed && form.Block < 0) ? _options.RedPayloadType : _options.PayloadType;

    /// <summary>The payload as this subscriber gets it, changed in place.</summary>
    public Span<byte> Rewrite(in ForwardedPacket packet, Span<byte> bytes, in SentForm form)
    {
        var payload = form.IsFill ? default : bytes.Slice(packet.PayloadOffset, packet.PayloadLength);
        if (payload.IsEmpty)
        {
            return payload;
        }

        if (packet.Vp8.Length > 0)
        {
            packet.Vp8.Rewrite(payload, form.Picture);
        }
        else if (packet.Vp9.Length > 0)
        {
            packet.Vp9.Rewrite(payload, form.Picture);
        }
        else if (form.Block >= 0)
        {
            return RedPayload.TryFind(payload, form.Block, out var block) ? payload.Slice(block.Offset, block.Length) : default;
        }
        else if (packet.IsRed)
        {
            RedPayload.SetPayloadTypes(payload, _options.PayloadType);
        }

        return payload;
    }

    /// <summary>Writes the header.</summary>
    /// <param name="header">Where to, <see cref="HeaderSpace"/> bytes.</param>
    /// <param name="rtp">Its fixed part.</param>
    /// <param name="packet">What is sent.</param>
    /// <param name="bytes">The same as it came.</param>
    /// <param name="form">How it is changed.</param>
    /// <param name="transportNumber">The transport-wide sequence number.</param>
    /// <returns>Its length.</returns>
    public int WriteHeader(
        Span<byte> header, in RtpHeader rtp, in ForwardedPacket packet, ReadOnlySpan<byte> bytes, in SentForm form, ushort transportNumber)
    {
        if (packet.DescriptorLength > 0 && _descriptorId != 0 && !form.IsFill)
        {
            return WriteHeaderWithDescriptor(header, rtp, packet, bytes, form, transportNumber);
        }

        var writer = new RtpHeaderWriter(header, rtp);
        AddCommon(ref writer, transportNumber);
        if (packet.HasAudioLevel && form.Block <= 0)
        {
            writer.Add(_audioLevelId, packet.AudioLevel);
        }

        return writer.Finish();
    }

    /// <summary>Writes the header of a packet of nothing but padding.</summary>
    /// <returns>Its length.</returns>
    public int WritePaddingHeader(Span<byte> header, in RtpHeader rtp, ushort transportNumber)
    {
        var writer = new RtpHeaderWriter(header, rtp);
        AddCommon(ref writer, transportNumber);
        header[0] |= 0x20; // RFC 3550 §5.1
        return writer.Finish();
    }

    private static byte Sayable(byte id) => id <= MaxExtensionId ? id : (byte)0;

    private void AddCommon(ref RtpHeaderWriter writer, ushort transportNumber)
    {
        writer.Add(_midId, _mid);
        writer.AddTransportSequenceNumber(_transportSequenceId, transportNumber);
        if (_playoutDelayId != 0)
        {
            writer.Add(_playoutDelayId, _options.PlayoutDelay!.Value);
        }
    }

    // A descriptor with its structure is longer than the one-byte form can say (RFC 8285 §4.3).
    private int WriteHeaderWithDescriptor(
        Span<byte> header, in RtpHeader rtp, in ForwardedPacket packet, ReadOnlySpan<byte> bytes, in SentForm form, ushort transportNumber)
    {
        var data = bytes.Slice(packet.DescriptorOffset, packet.DescriptorLength);
        Span<byte> descriptor = stackalloc byte[DependencyDescriptor.MaxLength(data.Length)];
        var length = packet.Dependencies.Write(data, form.FrameNumber, form.ActiveTargets, form.TargetCount, descriptor);
        var writer = new RtpHeaderWriter(header, rtp, twoByte: length > 16);
        AddCommon(ref writer, transportNumber);
        if (length <= byte.MaxValue)
        {
            writer.Add(_descriptorId, descriptor[..length]);
        }

        return writer.Finish();
    }
}
