using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Visio.Rtc.Time;

namespace Visio.Rtc.Turn;

/// <summary>Nonces (RFC 8489 §9.2) that are not stored: the moment they end at and a keyed hash over it and the client's address.</summary>
internal sealed class TurnNonces
{
    /// <summary>Characters of a nonce; short, since it is what an answer to a stranger is longest by.</summary>
    public const int Length = 16;

    private const int Size = 12;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly byte[] _key = new byte[32];

    public TurnNonces(RandomSource random) => random.Fill(_key);

    /// <summary>Writes a fresh nonce for a client.</summary>
    public void Write(TransportAddress client, Instant now, Span<byte> destination) => Write(client, SecondsOf(now + Lifetime), destination);

    /// <summary>Whether this is a nonce for this client that has not ended.</summary>
    public bool IsFresh(ReadOnlySpan<byte> nonce, TransportAddress client, Instant now)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Span<byte> expected = stackalloc byte[Length];
        if (nonce.Length != Length || Base64Url.DecodeFromUtf8(nonce, bytes, out _, out var written) != OperationStatus.Done || written != Size)
        {
            return false;
        }

        var end = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        Write(client, end, expected);
        return CryptographicOperations.FixedTimeEquals(expected, nonce) && end > SecondsOf(now);
    }

    private static uint SecondsOf(Instant moment) => (uint)(moment.Ticks / TimeSpan.TicksPerSecond);

    private void Write(TransportAddress client, uint end, Span<byte> destination)
    {
        Span<byte> signed = stackalloc byte[22];
        BinaryPrimitives.WriteUInt32BigEndian(signed, end);
        BinaryPrimitives.WriteUInt64BigEndian(signed[4..], client.High);
        BinaryPrimitives.WriteUInt64BigEndian(signed[12..], client.Low);
        BinaryPrimitives.WriteUInt16BigEndian(signed[20..], client.Port);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, signed, hash);
        Span<byte> nonce = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt32BigEndian(nonce, end);
        hash[..(Size - 4)].CopyTo(nonce[4..]);
        Base64Url.EncodeToUtf8(nonce, destination);
    }
}
