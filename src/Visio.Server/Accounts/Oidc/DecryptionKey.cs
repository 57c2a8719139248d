using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Visio.Server.Settings;

namespace Visio.Server.Accounts.Oidc;

/// <summary>
/// Our private key, and what is encrypted for it: JSON Web Encryption in compact form (RFC 7516), RSA-OAEP or ECDH-ES with A256GCM.
/// Written on the BCL's primitives: the package decrypts neither AES-GCM on every system nor direct key agreement. Any thread.
/// </summary>
internal sealed class DecryptionKey : IDisposable
{
    private const string ContentEncryption = "A256GCM";
    private const int KeyBits = 256;
    private readonly RSA? _rsa;
    private readonly ECDiffieHellman? _ec;

    public DecryptionKey(VisioSettings settings)
    {
        if (settings.Oidc.DecryptionKeyFile.Length == 0)
        {
            return;
        }

        // The settings were checked: the file holds a private key of one of the two kinds.
        var pem = File.ReadAllText(settings.Oidc.DecryptionKeyFile);
        try
        {
            _rsa = RSA.Create();
            _rsa.ImportFromPem(pem);
        }
        catch (Exception notRsa) when (notRsa is ArgumentException or CryptographicException)
        {
            _rsa!.Dispose();
            _rsa = null;
            _ec = ECDiffieHellman.Create();
            _ec.ImportFromPem(pem);
        }
    }

    /// <summary>The public half, as a JSON Web Key Set (RFC 7517 §5); empty where there is no key.</summary>
    public object PublicKeys
    {
        get
        {
            if (_rsa?.ExportParameters(includePrivateParameters: false) is { } rsa)
            {
                var (e, n) = (Base64Url.EncodeToString(rsa.Exponent), Base64Url.EncodeToString(rsa.Modulus));
                return Set(new { kty = "RSA", use = "enc", alg = "RSA-OAEP", kid = Thumbprint($$"""{"e":"{{e}}","kty":"RSA","n":"{{n}}"}"""), n, e });
            }

            if (_ec?.ExportParameters(includePrivateParameters: false) is { } ec)
            {
                var (x, y) = (Base64Url.EncodeToString(ec.Q.X), Base64Url.EncodeToString(ec.Q.Y));
                return Set(new
                {
                    kty = "EC",
                    use = "enc",
                    alg = "ECDH-ES",
                    kid = Thumbprint($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}"""),
                    crv = "P-256",
                    x,
                    y,
                });
            }

            return new { keys = Array.Empty<object>() };
        }
    }

    /// <summary>Whether the text has the five parts of an encrypted token (RFC 7516 §7.1).</summary>
    public static bool IsEncrypted(string token) => token.AsSpan().Count('.') == 4;

    /// <summary>What was encrypted, a token within the token.</summary>
    /// <exception cref="OidcException">It was not encrypted for us, or was changed on its way.</exception>
    public string Decrypt(string token)
    {
        var parts = token.Split('.');
        try
        {
            var header = TokenClaims.Parse(Base64Url.DecodeFromChars(parts[0]));
            if (header.Text("enc") != ContentEncryption || header.Has("zip") || header.Has("crit"))
            {
                throw OidcException.Untrusted("The token is encrypted in a way that is not accepted: A256GCM is, without compression.");
            }

            // RFC 7516 §5.2.
            var key = ContentKey(header, Base64Url.DecodeFromChars(parts[1]));
            var content = Base64Url.DecodeFromChars(parts[3]);
            var plain = new byte[content.Length];
            using var aes = new AesGcm(key, tagSizeInBytes: 16);
            aes.Decrypt(Base64Url.DecodeFromChars(parts[2]), content, Base64Url.DecodeFromChars(parts[4]), plain, Encoding.ASCII.GetBytes(parts[0]));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException or ArgumentException or JsonException)
        {
            throw OidcException.Untrusted("The token cannot be decrypted.", broken);
        }
    }

    public void Dispose()
    {
        _rsa?.Dispose();
        _ec?.Dispose();
    }

    private byte[] ContentKey(TokenClaims header, byte[] encryptedKey) => header.Text("alg") switch
    {
        // RFC 7518 §4.3.
        "RSA-OAEP" when _rsa is not null => _rsa.Decrypt(encryptedKey, RSAEncryptionPadding.OaepSHA1),
        "RSA-OAEP-256" when _rsa is not null => _rsa.Decrypt(encryptedKey, RSAEncryptionPadding.OaepSHA256),
        "ECDH-ES" when _ec is not null && encryptedKey.Length == 0 && header.Object("epk") is { } theirs => Agree(_ec, theirs, header),
        _ => throw OidcException.Untrusted("The token is encrypted for another kind of key."),
    };

    /// <summary>Direct key agreement with the Concat KDF of one round (RFC 7518 §4.6.2): SHA-256 of counter, shared secret and context.</summary>
    private static byte[] Agree(ECDiffieHellman ours, TokenClaims theirs, TokenClaims header)
    {
        if (theirs.Text("kty") != "EC" || theirs.Text("crv") != "P-256")
        {
            throw OidcException.Untrusted("The token is encrypted on another curve than P-256.");
        }

        using var ephemeral = ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(theirs.Text("x")), Y = Base64Url.DecodeFromChars(theirs.Text("y")) },
        });
        byte[] context =
        [
            .. WithLength(Encoding.ASCII.GetBytes(ContentEncryption)),
            .. WithLength(Base64Url.DecodeFromChars(header.Text("apu"))),
            .. WithLength(Base64Url.DecodeFromChars(header.Text("apv"))),
            .. BigEndian(KeyBits),
        ];
        return ours.DeriveKeyFromHash(ephemeral.PublicKey, HashAlgorithmName.SHA256, BigEndian(1), context);
    }

    private static byte[] WithLength(byte[] bytes) => [.. BigEndian(bytes.Length), .. bytes];

    private static byte[] BigEndian(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static object Set(object key) => new { keys = new[] { key } };

    /// <summary>RFC 7638 §3.</summary>
    private static string Thumbprint(string members) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(members)));
}
