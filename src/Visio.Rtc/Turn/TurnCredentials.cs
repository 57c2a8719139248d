using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Visio.Rtc.Turn;

/// <summary>
/// Long-term credentials (RFC 8489 §9.2) that are made and not stored: the username says until when they are good and for which session,
/// the password is a keyed hash of it. Any thread.
/// </summary>
/// <param name="secret">What passwords are made with; known to this process alone.</param>
public sealed class TurnCredentials(byte[] secret)
{
    /// <summary>The realm of the server.</summary>
    public const string Realm = "visio";

    /// <summary>How long credentials can be used to allocate. What is allocated with them is kept up as long as its session is there.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    internal static ReadOnlySpan<byte> RealmBytes => "visio"u8;

    internal const int KeySize = MD5.HashSizeInBytes;

    private const int MaxUsername = 128;

    /// <summary>Makes credentials for a session.</summary>
    /// <param name="session">Its name, in ASCII and at most 100 characters long.</param>
    /// <param name="now">Civil time.</param>
    public (string Username, string Password) Mint(string session, DateTimeOffset now)
    {
        var username = string.Create(CultureInfo.InvariantCulture, $"{(now + Lifetime).ToUnixTimeSeconds()}:{session}");
        return (username, Password(Encoding.ASCII.GetBytes(username)));
    }

    /// <summary>Reads a username and makes the key that who knows its password signs with; false when it is none of ours.</summary>
    /// <remarks>Whether <paramref name="expires"/>, in Unix seconds, has passed and the session is there is for the caller to say.</remarks>
    internal bool TryRead(ReadOnlySpan<byte> username, Span<byte> key, out long expires, [NotNullWhen(true)] out string? session)
    {
        session = null;
        expires = 0;
        var colon = username.IndexOf((byte)':');
        if (username.Length > MaxUsername || colon is < 1 or > 12 || colon + 1 == username.Length || !Ascii.IsValid(username)
            || !Utf8Parser.TryParse(username[..colon], out expires, out var consumed) || consumed != colon)
        {
            return false;
        }

        session = Encoding.ASCII.GetString(username[(colon + 1)..]);

        // RFC 8489 §9.2.2: the key is MD5 over username, realm and password, joined by colons. The password, not the hash, is what protects it.
        var text = $"{Encoding.ASCII.GetString(username)}:{Realm}:{Password(username)}";
        MD5.HashData(Encoding.ASCII.GetBytes(text), key);
        return true;
    }

    private string Password(ReadOnlySpan<byte> username) => Base64Url.EncodeToString(HMACSHA256.HashData(secret, username));
}
