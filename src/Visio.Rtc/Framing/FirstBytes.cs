using System.Buffers.Binary;

namespace Visio.Rtc.Framing;

/// <summary>
/// Tells by the first bytes what is spoken on a connection, in the manner of RFC 7983 §7: the client speaks first in all of these
/// protocols, and no two begin alike. Stateless; any thread.
/// </summary>
public static class FirstBytes
{
    /// <summary>So many bytes decide every time.</summary>
    public const int Enough = LengthPrefix + CookieOffset + sizeof(uint);

    private const byte TlsHandshake = 22;
    private const uint MagicCookie = 0x2112A442;
    private const int CookieOffset = 4;
    private const int LengthPrefix = 2;

    /// <summary>Decides; <see cref="StreamProtocol.Undecided"/> while more bytes are needed.</summary>
    /// <param name="received">What has arrived since the connection was made.</param>
    public static StreamProtocol Decide(ReadOnlySpan<byte> received) => received switch
    {
        [] => StreamProtocol.Undecided,
        [TlsHandshake, ..] => StreamProtocol.Tls,
        [>= (byte)'A' and <= (byte)'Z', ..] => StreamProtocol.Http,

        // The first message is STUN, whose first two bits are 0 (RFC 8489 §5): a type below 0x0400, or a frame not longer than we take.
        [<= StreamFraming.MaxDatagramSize >> 8, ..] => DecideStun(received),
        _ => StreamProtocol.Unknown,
    };

    /// <summary>The magic cookie stands 4 bytes into the message (RFC 8489 §5), before which ICE over TCP has 2 of length (RFC 4571 §2).</summary>
    private static StreamProtocol DecideStun(ReadOnlySpan<byte> received)
    {
        if (HasCookie(received, CookieOffset))
        {
            return StreamProtocol.Turn;
        }

        if (HasCookie(received, LengthPrefix + CookieOffset))
        {
            return StreamProtocol.Ice;
        }

        return received.Length < Enough ? StreamProtocol.Undecided : StreamProtocol.Unknown;
    }

    private static bool HasCookie(ReadOnlySpan<byte> received, int offset) =>
        received.Length >= offset + sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(received[offset..]) == MagicCookie;
}
