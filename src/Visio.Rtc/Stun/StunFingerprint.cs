namespace Visio.Rtc.Stun;

/// <summary>The FINGERPRINT value: the CRC-32 of ITU V.42 over the message so far, XORed with "STUN" (RFC 8489 §14.7).</summary>
internal static class StunFingerprint
{
    private const uint Polynomial = 0xEDB88320;
    private const uint Mask = 0x5354554E;

    private static readonly uint[] Table = CreateTable();

    /// <param name="message">The message up to the FINGERPRINT attribute, its length field already counting that attribute.</param>
    public static uint Compute(ReadOnlySpan<byte> message)
    {
        var crc = uint.MaxValue;
        foreach (var b in message)
        {
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return ~crc ^ Mask;
    }

    private static uint[] CreateTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
