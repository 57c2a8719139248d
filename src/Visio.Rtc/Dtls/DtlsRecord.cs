using System.Buffers.Binary;

namespace Visio.Rtc.Dtls;

/// <summary>The header of one DTLS 1.2 record (RFC 6347 §4.1).</summary>
/// <param name="ContentType">What the record carries.</param>
/// <param name="Version">The version field, counted down from 0xFEFF.</param>
/// <param name="Epoch">0 before ChangeCipherSpec, then 1: renegotiation is off.</param>
/// <param name="Length">Bytes after the header.</param>
internal readonly record struct DtlsRecord(byte ContentType, ushort Version, ushort Epoch, int Length)
{
    public const byte ChangeCipherSpec = 20;
    public const byte Alert = 21;
    public const byte Handshake = 22;

    private const int HeaderSize = 13;
    private const byte ApplicationData = 23;
    private const ushort Dtls10 = 0xFEFF;   // In the record of a ClientHello, before a version is agreed.
    private const ushort Dtls12 = 0xFEFD;

    // The explicit nonce and the tag of AES-GCM (RFC 5288 §3), the only kind of cipher that is offered.
    private const int ProtectionOverhead = 8 + 16;

    /// <summary>Bytes with the header.</summary>
    public int Size => HeaderSize + Length;

    /// <summary>Reads the record at the start; false when it is not whole.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out DtlsRecord record)
    {
        record = default;
        if (bytes.Length < HeaderSize)
        {
            return false;
        }

        record = new(
            bytes[0],
            BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]),
            BinaryPrimitives.ReadUInt16BigEndian(bytes[3..]),
            BinaryPrimitives.ReadUInt16BigEndian(bytes[11..]));
        return record.Size <= bytes.Length;
    }

    /// <summary>
    /// Whether OpenSSL may see a received record. It must not see a protected one that is shorter than its protection: instead of
    /// ignoring it as RFC 6347 §4.1.2.7 asks, OpenSSL 3.0 ends the association. Nor anything in the clear after the handshake.
    /// </summary>
    public bool IsAcceptable(bool connected) =>
        ContentType is >= ChangeCipherSpec and <= ApplicationData
        && Version is Dtls10 or Dtls12
        && (Epoch == 0 ? !connected : Epoch == 1 && Length >= ProtectionOverhead);
}
