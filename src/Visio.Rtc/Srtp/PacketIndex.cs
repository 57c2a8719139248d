namespace Visio.Rtc.Srtp;

/// <summary>The 48-bit index of an SRTP packet: 2^16 · roll-over counter + sequence number (RFC 3711 §3.3.1).</summary>
internal static class PacketIndex
{
    /// <summary>Means that no packet was seen yet.</summary>
    public const long None = -1;

    /// <summary>Takes the index nearest to the highest one that has the sequence number. Before the first roll-over nothing lies behind it.</summary>
    public static long Estimate(long highest, ushort sequenceNumber)
    {
        if (highest == None)
        {
            return sequenceNumber;
        }

        var nearest = highest + (short)(sequenceNumber - (ushort)highest);
        return nearest < 0 ? sequenceNumber : nearest;
    }
}
