using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Visio.Server.Tests.Accounts;

/// <summary>An authenticator with one resident ES256 key, and the browser in front of it. What a test changes, it lies about.</summary>
internal sealed class SoftwareAuthenticator : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private byte[] _userHandle = [];

    public byte[] CredentialId { get; } = RandomNumberGenerator.GetBytes(32);

    public string Id => Base64Url.EncodeToString(CredentialId);

    /// <summary>The signature counter; it goes up with every use.</summary>
    public uint Counter { get; set; } = 1;

    public bool VerifiesUser { get; set; } = true;

    /// <summary>In place of the page's own origin.</summary>
    public string? Origin { get; set; }

    /// <summary>In place of the relying party of the options.</summary>
    public string? RelyingParty { get; set; }

    /// <summary>In place of the challenge of the options.</summary>
    public byte[]? Challenge { get; set; }

    public string? UserHandle { get; set; }

    /// <summary>Web Authentication Level 3 §7.1: what <c>navigator.credentials.create</c> gives.</summary>
    public JsonNode Create(JsonElement options, Uri page)
    {
        _userHandle = Base64Url.DecodeFromChars(options.GetProperty("user").GetProperty("id").GetString());
        var client = ClientData("webauthn.create", options, page);
        var data = AuthenticatorData(RelyingParty ?? options.GetProperty("rp").GetProperty("id").GetString()!, attested: true);
        var attestation = new CborWriter(CborConformanceMode.Ctap2Canonical);
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(data);
        attestation.WriteEndMap();
        return Credential(new()
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["attestationObject"] = Base64Url.EncodeToString(attestation.Encode()),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>Web Authentication Level 3 §7.2: what <c>navigator.credentials.get</c> gives.</summary>
    public JsonNode Get(JsonElement options, Uri page)
    {
        var client = ClientData("webauthn.get", options, page);
        var data = AuthenticatorData(RelyingParty ?? options.GetProperty("rpId").GetString()!, attested: false);
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new()
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["authenticatorData"] = Base64Url.EncodeToString(data),
            ["signature"] = Base64Url.EncodeToString(signature),
            ["userHandle"] = UserHandle ?? Base64Url.EncodeToString(_userHandle),
        });
    }

    public void Dispose() => _key.Dispose();

    private JsonObject Credential(JsonObject response) => new()
    {
        ["id"] = Id,
        ["rawId"] = Id,
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    };

    private byte[] ClientData(string type, JsonElement options, Uri page) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type,
        challenge = Challenge is null ? options.GetProperty("challenge").GetString() : Base64Url.EncodeToString(Challenge),
        origin = Origin ?? page.GetLeftPart(UriPartial.Authority),
        crossOrigin = false,
    });

    /// <summary>Web Authentication Level 3 §6.1.</summary>
    private byte[] AuthenticatorData(string relyingParty, bool attested)
    {
        const byte UserPresent = 0x01;
        const byte UserVerified = 0x04;
        const byte Attested = 0x40;
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter++);
        var flags = (byte)(UserPresent | (VerifiesUser ? UserVerified : 0) | (attested ? Attested : 0));
        byte[] head = [.. SHA256.HashData(Encoding.UTF8.GetBytes(relyingParty)), flags, .. counter];
        return attested ? [.. head, .. new byte[16], (byte)(CredentialId.Length >> 8), (byte)CredentialId.Length, .. CredentialId, .. PublicKey()] : head;
    }

    /// <summary>COSE (RFC 9053 §7.1.1): key type EC2, ES256, curve P-256, the point.</summary>
    private byte[] PublicKey()
    {
        var point = _key.ExportParameters(false).Q;
        var key = new CborWriter(CborConformanceMode.Ctap2Canonical);
        key.WriteStartMap(5);
        key.WriteInt32(1);
        key.WriteInt32(2);
        key.WriteInt32(3);
        key.WriteInt32(-7);
        key.WriteInt32(-1);
        key.WriteInt32(1);
        key.WriteInt32(-2);
        key.WriteByteString(point.X!);
        key.WriteInt32(-3);
        key.WriteByteString(point.Y!);
        key.WriteEndMap();
        return key.Encode();
    }
}
