namespace Visio.Rtc.Rtp;

/// <summary>How loud the sound of a packet is (RFC 6464 §3).</summary>
/// <param name="Attenuation">0 (loudest) to 127 (silence), in -dBov.</param>
/// <param name="IsVoice">Whether the sender believes that it is speech.</param>
public readonly record struct AudioLevel(byte Attenuation, bool IsVoice)
{
    /// <summary>No sound at all.</summary>
    public static readonly AudioLevel Silence = new(127, IsVoice: false);

    /// <summary>Reads the first byte of a header extension; a second one, padding of the two-byte form, is ignored.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, out AudioLevel level)
    {
        if (data.IsEmpty)
        {
            level = Silence;
            return false;
        }

        level = new((byte)(data[0] & 0x7F), (data[0] & 0x80) != 0);
        return true;
    }

    /// <summary>The value as it stands in the extension.</summary>
    public byte ToByte() => (byte)((Attenuation & 0x7F) | (IsVoice ? 0x80 : 0));
}
