using Visio.Rtc.Codecs;

namespace Visio.Sfu.Forwarding;

/// <summary>Puts earlier packets of a layer of plain sound before a packet's own (RFC 2198), from the layer's store.</summary>
internal static class RedundantSound
{
    /// <summary>The longest payload: with all headers it has to fit any path.</summary>
    public const int MaxLength = 1100;

    /// <summary>Chooses which earlier packets go along.</summary>
    /// <param name="layer">Where the packet comes from.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="most">How many, at most.</param>
    /// <param name="first">The first packet that may, by <see cref="ForwardedPacket.DenseNumber"/>.</param>
    /// <returns>
    /// A bit for each, the lowest for the packet right before. None for what did not come, came before a pause (DTX) longer than the format can
    /// say, or is too long.
    /// </returns>
    public static byte Choose(SourceLayer layer, in ForwardedPacket packet, int most, long first)
    {
        var chosen = 0;
        var length = RedPayload.LastHeaderLength + packet.PayloadLength;
        for (var back = 1; back <= most; back++)
        {
            if (layer.TryRead(packet.Number - back, out var earlier, out _) && !earlier.IsRed && earlier.DenseNumber >= first
                && RedPayload.CanCarry(packet.Timestamp - earlier.Timestamp, earlier.PayloadLength)
                && length + RedPayload.HeaderLength + earlier.PayloadLength <= MaxLength)
            {
                chosen |= 1 << (back - 1);
                length += RedPayload.HeaderLength + earlier.PayloadLength;
            }
        }

        return (byte)chosen;
    }

    /// <summary>Writes the payload.</summary>
    /// <param name="layer">Where the packet comes from.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="chosen">What <see cref="Choose"/> returned.</param>
    /// <param name="payloadType">The payload type of each block.</param>
    /// <param name="destination">Where to, <see cref="MaxLength"/> bytes.</param>
    /// <returns>Its length; 0 when an earlier packet is not to be had any more.</returns>
    public static int Write(
        SourceLayer layer, in ForwardedPacket packet, ReadOnlySpan<byte> bytes, byte chosen, byte payloadType, Span<byte> destination)
    {
        var header = 0;
        var data = (System.Numerics.BitOperations.PopCount(chosen) * RedPayload.HeaderLength) + RedPayload.LastHeaderLength;

        // The oldest comes first (RFC 2198 §3).
        for (var back = SoundRedundancy.Most; back > 0; back--)
        {
            if ((chosen & (1 << (back - 1))) == 0)
            {
                continue;
            }

            if (!layer.TryRead(packet.Number - back, out var earlier, out var stored))
            {
                return 0;
            }

            RedPayload.WriteHeader(destination[header..], payloadType, packet.Timestamp - earlier.Timestamp, earlier.PayloadLength);
            stored.Slice(earlier.PayloadOffset, earlier.PayloadLength).CopyTo(destination[data..]);
            header += RedPayload.HeaderLength;
            data += earlier.PayloadLength;
        }

        RedPayload.WriteLastHeader(destination[header..], payloadType);
        bytes.Slice(packet.PayloadOffset, packet.PayloadLength).CopyTo(destination[data..]);
        return data + packet.PayloadLength;
    }
}
