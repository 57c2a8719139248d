using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Visio.Server.Certificates.Acme;

/// <summary>The key of an ACME account, on P-256, and what is signed with it. Any thread, one at a time.</summary>
internal sealed class AcmeKey(ECDsa key) : IDisposable
{
    /// <summary>The key in a file; made at the first time, readable by its owner only.</summary>
    public static AcmeKey LoadOrCreate(string file)
    {
        if (!File.Exists(file))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            PrivateFile.Write(file, made.ExportPkcs8PrivateKeyPem());
        }

        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return new(key);
    }

    /// <summary>Its public half (RFC 7517, RFC 7518 §6.2.1).</summary>
    public JsonObject PublicJwk()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;

        // In this order it is what the thumbprint is made of (RFC 7638 §3.2).
        return new() { ["crv"] = "P-256", ["kty"] = "EC", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) };
    }

    /// <summary>What proves to the authority that whoever answers for a name has this account (RFC 8555 §8.1).</summary>
    public string KeyAuthorization(string token) =>
        $"{token}.{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(PublicJwk().ToJsonString())))}";

    /// <summary>A signed request (RFC 8555 §6.2).</summary>
    /// <param name="url">Where it goes.</param>
    /// <param name="nonce">A nonce that was not used yet.</param>
    /// <param name="account">The account's address; null where there is none yet, and the key itself is told.</param>
    /// <param name="payload">What is said; null to fetch something (POST-as-GET, §6.3).</param>
    public JsonObject Sign(Uri url, string nonce, string? account, JsonNode? payload)
    {
        var header = new JsonObject { ["alg"] = "ES256", ["nonce"] = nonce, ["url"] = url.AbsoluteUri };
        header[account is null ? "jwk" : "kid"] = account is null ? PublicJwk() : account;
        return Jws(header, payload, bytes => key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <summary>The binding to an account that the authority knows otherwise (RFC 8555 §7.3.4).</summary>
    public JsonObject Bind(Uri newAccount, string keyId, byte[] hmacKey) =>
        Jws(new() { ["alg"] = "HS256", ["kid"] = keyId, ["url"] = newAccount.AbsoluteUri }, PublicJwk(), bytes => HMACSHA256.HashData(hmacKey, bytes));

    public void Dispose() => key.Dispose();

    private static JsonObject Jws(JsonObject header, JsonNode? payload, Func<byte[], byte[]> sign)
    {
        var encodedHeader = Encode(header.ToJsonString());
        var encodedPayload = payload is null ? "" : Encode(payload.ToJsonString());
        var signature = sign(Encoding.ASCII.GetBytes($"{encodedHeader}.{encodedPayload}"));
        return new() { ["protected"] = encodedHeader, ["payload"] = encodedPayload, ["signature"] = Base64Url.EncodeToString(signature) };
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
