namespace Visio.Rtc.Rtp;

/// <summary>One header extension element (RFC 8285 §4.1).</summary>
public readonly ref struct HeaderExtensionElement
{
    internal HeaderExtensionElement(byte id, ReadOnlySpan<byte> data)
    {
        Id = id;
        Data = data;
    }

    /// <summary>The local identifier that SDP gave a meaning: 1 to 14 in the one-byte form, 1 to 255 in the two-byte form.</summary>
    public byte Id { get; }

    /// <summary>The value: 1 to 16 bytes in the one-byte form, 0 to 255 in the two-byte form.</summary>
    public ReadOnlySpan<byte> Data { get; }
}
