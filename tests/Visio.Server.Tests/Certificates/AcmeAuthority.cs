using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Visio.Server.Tests.Certificates;

/// <summary>
/// An authority that speaks ACME (RFC 8555) and was written from the RFC: it checks every signature and nonce, and looks at servers over
/// real connections. It can be unkind in the ways that real ones are.
/// </summary>
internal sealed class AcmeAuthority : IAsyncDisposable
{
    private const string Errors = "urn:ietf:params:acme:error:";

    private readonly WebApplication _app;
    private readonly TestAuthority _authority = new();
    private readonly ConcurrentDictionary<string, bool> _nonces = new();
    private readonly ConcurrentDictionary<string, ECDsa> _accounts = new();
    private readonly ConcurrentDictionary<string, Order> _orders = new();
    private int _last;

    private AcmeAuthority(WebApplication app)
    {
        _app = app;
        app.Run(HandleAsync);
    }

    /// <summary>Where servers are looked at, whatever their names: what the DNS would say.</summary>
    public TaskCompletionSource<Uri> Target { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Uri Directory => new(new Uri(_app.Urls.Single()), "/directory");

    public string Issuer => _authority.Certificate.Subject;

    /// <summary>How many of the next requests are refused for their nonce.</summary>
    public int BadNonces { get; set; }

    /// <summary>How often an order is still in the making when it is asked after.</summary>
    public int ProcessingRounds { get; set; }

    /// <summary>What new orders are refused with: type, status, seconds until it may be asked again.</summary>
    public (string Type, int Status, int RetryAfter)? Refusal { get; set; }

    /// <summary>The challenges that are offered.</summary>
    public IReadOnlyList<string> Kinds { get; set; } = ["dns-01", "http-01", "tls-alpn-01"];

    /// <summary>The key that accounts must be bound to; null where none is asked for.</summary>
    public (string Id, byte[] Key)? Binding { get; set; }

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How many orders were asked for.</summary>
    public int Orders { get; private set; }

    /// <summary>The challenges that were answered well.</summary>
    public ConcurrentQueue<string> Passed { get; } = [];

    /// <summary>What was wrong with requests, other than what the tests made wrong.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    public static async Task<AcmeAuthority> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var authority = new AcmeAuthority(builder.Build());
        await authority._app.StartAsync();
        return authority;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _authority.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path == "/directory")
        {
            await AnswerAsync(context, 200, new()
            {
                ["newNonce"] = Url("/nonce"), ["newAccount"] = Url("/account"), ["newOrder"] = Url("/order"),
                ["meta"] = new JsonObject { ["externalAccountRequired"] = Binding is not null },
            });
            return;
        }

        var nonce = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        _nonces[nonce] = true;
        context.Response.Headers["Replay-Nonce"] = nonce;
        if (path == "/nonce")
        {
            return;
        }

        if (await ReadAsync(context) is not var (key, account, payload))
        {
            return;
        }

        switch (parts)
        {
            case ["account"]:
                await SignUpAsync(context, key, payload!);
                break;
            case ["order"]:
                await OrderAsync(context, payload!);
                break;
            case ["order", var id]:
                await AnswerAsync(context, 200, Describe(_orders[id]));
                break;
            case ["authorization", var id, var name]:
                await AnswerAsync(context, 200, Describe(_orders[id], name));
                break;
            case ["challenge", var id, var name, var kind]:
                Begin(_orders[id], name, kind, key);
                await AnswerAsync(context, 200, Challenge(_orders[id], name, kind));
                break;
            case ["finalize", var id]:
                await FinalizeAsync(context, _orders[id], AsText(payload, "csr"));
                break;
            case ["certificate", var id]:
                context.Response.ContentType = "application/pem-certificate-chain";
                await context.Response.WriteAsync(_orders[id].Certificate + "\n" + _authority.Certificate.ExportCertificatePem());
                break;
            default:
                await RefuseAsync(context, 404, "malformed", path);
                break;
        }
    }

    /// <summary>RFC 8555 §6: the form, the signature, the nonce and the address of a request.</summary>
    private async Task<(ECDsa Key, string? Account, JsonObject? Payload)?> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var jws = JsonNode.Parse(await reader.ReadToEndAsync())!.AsObject();
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(AsText(jws, "protected")))!.AsObject();
        var jwk = header["jwk"] as JsonObject;
        var account = header["kid"]?.ToString();
        var key = jwk is not null ? KeyOf(jwk) : _accounts.GetValueOrDefault(account ?? "");
        var isNewAccount = context.Request.Path == "/account";
        var signed = Encoding.ASCII.GetBytes($"{jws["protected"]}.{jws["payload"]}");
        var fault = context.Request.ContentType != "application/jose+json" ? "media type"
            : context.Request.Method != "POST" ? "method"
            : AsText(header, "alg") != "ES256" ? "algorithm"
            : isNewAccount != (jwk is not null) || (jwk is not null && account is not null) ? "jwk and kid"
            : key is null ? "unknown account"
            : AsText(header, "url") != Url(context.Request.Path) ? "address"
            : !key.VerifyData(signed, Base64Url.DecodeFromChars(AsText(jws, "signature")), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation) ? "signature"
            : null;
        if (fault is not null)
        {
            Faults.Enqueue($"{context.Request.Path}: {fault}");
            await RefuseAsync(context, 400, "malformed", fault);
            return null;
        }

        if (!_nonces.TryRemove(AsText(header, "nonce"), out _))
        {
            Faults.Enqueue($"{context.Request.Path}: a nonce that was never given, or used before");
            await RefuseAsync(context, 400, "badNonce", "nonce");
            return null;
        }

        if (BadNonces > 0)
        {
            BadNonces--;
            await RefuseAsync(context, 400, "badNonce", "too old");
            return null;
        }

        var payload = AsText(jws, "payload");
        return (key!, account, payload.Length == 0 ? null : JsonNode.Parse(Base64Url.DecodeFromChars(payload))!.AsObject());
    }

    private async Task SignUpAsync(HttpContext context, ECDsa key, JsonObject payload)
    {
        if (payload["termsOfServiceAgreed"]?.GetValue<bool>() != true)
        {
            await RefuseAsync(context, 403, "userActionRequired", "terms");
            return;
        }

        if (Binding is { } binding && !IsBound(payload["externalAccountBinding"]?.AsObject(), binding, key))
        {
            await RefuseAsync(context, 403, "externalAccountRequired", "no binding");
            return;
        }

        var account = Url("/account/" + Convert.ToHexString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..8]);
        _accounts[account] = key;
        context.Response.Headers.Location = account;
        await AnswerAsync(context, 201, new() { ["status"] = "valid" });
    }

    /// <summary>RFC 8555 §7.3.4: signed with the shared key, for this account's key.</summary>
    private static bool IsBound(JsonObject? jws, (string Id, byte[] Key) binding, ECDsa key)
    {
        if (jws is null)
        {
            return false;
        }

        var header = JsonNode.Parse(Base64Url.DecodeFromChars(AsText(jws, "protected")))!.AsObject();
        var jwk = JsonNode.Parse(Base64Url.DecodeFromChars(AsText(jws, "payload")))!.AsObject();
        var mac = HMACSHA256.HashData(binding.Key, Encoding.ASCII.GetBytes($"{jws["protected"]}.{jws["payload"]}"));
        return AsText(header, "alg") == "HS256" && AsText(header, "kid") == binding.Id
            && mac.AsSpan().SequenceEqual(Base64Url.DecodeFromChars(AsText(jws, "signature")))
            && KeyOf(jwk).ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
    }

    private async Task OrderAsync(HttpContext context, JsonObject payload)
    {
        Orders++;
        if (Refusal is var (type, status, retryAfter))
        {
            context.Response.Headers.RetryAfter = retryAfter.ToString(CultureInfo.InvariantCulture);
            await RefuseAsync(context, status, type, "slow down");
            return;
        }

        var names = payload["identifiers"]!.AsArray().Select(i => AsText(i!.AsObject(), "value")).ToArray();
        var order = new Order(Orders.ToString(CultureInfo.InvariantCulture), names, ProcessingRounds);
        _orders[order.Id] = order;
        context.Response.Headers.Location = Url("/order/" + order.Id);
        await AnswerAsync(context, 201, Describe(order));
    }

    private async Task FinalizeAsync(HttpContext context, Order order, string csr)
    {
        if (StatusOf(order) != "ready")
        {
            await RefuseAsync(context, 403, "orderNotReady", StatusOf(order));
            return;
        }

        // Loading it checks its signature: whoever asks has the key.
        var request = CertificateRequest.LoadSigningRequest(
            Base64Url.DecodeFromChars(csr), HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions);
        var names = request.CertificateExtensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames();
        if (!names.Order(StringComparer.Ordinal).SequenceEqual(order.Names.Order(StringComparer.Ordinal)))
        {
            await RefuseAsync(context, 400, "badCSR", "other names than ordered");
            return;
        }

        using var certificate = _authority.Sign(request, Lifetime, order.Names);
        order.Certificate = certificate.ExportCertificatePem();
        await AnswerAsync(context, 200, Describe(order));
    }

    private void Begin(Order order, string name, string kind, ECDsa account)
    {
        var authorization = AsText(Challenge(order, name, kind), "token") + "." + Thumbprint(account);
        _ = Task.Run(async () =>
        {
            try
            {
                await (kind == "tls-alpn-01" ? LookByTlsAsync(name, authorization) : LookByHttpAsync(order, name, authorization));
                Passed.Enqueue(kind);
                order.Status[name] = "valid";
            }
            catch (Exception e)
            {
                order.Errors[name] = e.Message;
                order.Status[name] = "invalid";
            }
        });
    }

    /// <summary>RFC 8737 §3.</summary>
    private async Task LookByTlsAsync(string name, string authorization)
    {
        var target = await Target.Task;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(target.Host, target.Port);
        await using var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = name,
            ApplicationProtocols = [new("acme-tls/1")],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        Require(tls.NegotiatedApplicationProtocol.ToString() == "acme-tls/1", $"'{tls.NegotiatedApplicationProtocol}' was negotiated");
        var shown = (X509Certificate2)tls.RemoteCertificate!;
        var extension = shown.Extensions.Single(e => e.Oid!.Value == "1.3.6.1.5.5.7.1.31");
        var digest = AsnDecoder.ReadOctetString(extension.RawData, AsnEncodingRules.DER, out _);
        Require(extension.Critical && digest.AsSpan().SequenceEqual(SHA256.HashData(Encoding.ASCII.GetBytes(authorization))), "another digest");
        var names = new X509SubjectAlternativeNameExtension(shown.Extensions["2.5.29.17"]!.RawData).EnumerateDnsNames();
        Require(names.SequenceEqual([name]), "other names");
    }

    /// <summary>RFC 8555 §8.3.</summary>
    private async Task LookByHttpAsync(Order order, string name, string authorization)
    {
        using var http = new HttpClient();
        var token = AsText(Challenge(order, name, "http-01"), "token");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(await Target.Task, "/.well-known/acme-challenge/" + token));
        request.Headers.Host = name;
        using var answer = await http.SendAsync(request);
        Require(await answer.Content.ReadAsStringAsync() == authorization, "another answer");
        using var other = await http.GetAsync(new Uri(await Target.Task, "/.well-known/acme-challenge/other"));
        Require(other.StatusCode == System.Net.HttpStatusCode.NotFound, "an answer to what was not asked");
    }

    private static void Require(bool condition, string otherwise) => _ = condition ? true : throw new InvalidDataException(otherwise);

    private string StatusOf(Order order) =>
        order.Status.Values.Contains("invalid", StringComparer.Ordinal) ? "invalid"
        : order.Certificate is not null ? order.Rounds-- > 0 ? "processing" : "valid"
        : order.Status.Values.All(s => s == "valid") ? "ready" : "pending";

    private JsonObject Describe(Order order)
    {
        var status = StatusOf(order);
        var described = new JsonObject
        {
            ["status"] = status,
            ["authorizations"] = new JsonArray([.. order.Names.Select(n => (JsonNode)Url($"/authorization/{order.Id}/{n}"))]),
            ["finalize"] = Url("/finalize/" + order.Id),
        };
        if (status == "valid")
        {
            described["certificate"] = Url("/certificate/" + order.Id);
        }

        return described;
    }

    private JsonObject Describe(Order order, string name) => new()
    {
        ["status"] = order.Status[name],
        ["identifier"] = new JsonObject { ["type"] = "dns", ["value"] = name },
        ["challenges"] = new JsonArray([.. Kinds.Select(kind => Challenge(order, name, kind))]),
    };

    private JsonObject Challenge(Order order, string name, string kind)
    {
        var challenge = new JsonObject
        {
            ["type"] = kind, ["url"] = Url($"/challenge/{order.Id}/{name}/{kind}"), ["status"] = order.Status[name],
            ["token"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(order.Id + name + kind))),
        };
        if (order.Errors.TryGetValue(name, out var error))
        {
            challenge["error"] = new JsonObject { ["type"] = Errors + "unauthorized", ["detail"] = error };
        }

        return challenge;
    }

    private string Url(string path) => new Uri(new Uri(_app.Urls.Single()), path).AbsoluteUri;

    private static string AsText(JsonObject? from, string name) => from?[name]?.ToString() ?? "";

    private static ECDsa KeyOf(JsonObject jwk)
    {
        Require(AsText(jwk, "kty") == "EC" && AsText(jwk, "crv") == "P-256" && jwk.Count == 4, "the key");
        return ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Base64Url.DecodeFromChars(AsText(jwk, "x")), Y = Base64Url.DecodeFromChars(AsText(jwk, "y")) },
        });
    }

    /// <summary>RFC 7638 §3.</summary>
    private static string Thumbprint(ECDsa key)
    {
        var q = key.ExportParameters(includePrivateParameters: false).Q;
        var text = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(q.X)}}","y":"{{Base64Url.EncodeToString(q.Y)}}"}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static Task RefuseAsync(HttpContext context, int status, string type, string detail) =>
        AnswerAsync(context, status, new() { ["type"] = Errors + type, ["detail"] = detail }, "application/problem+json");

    private static Task AnswerAsync(HttpContext context, int status, JsonObject body, string type = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body.ToJsonString());
    }

    private sealed class Order(string id, string[] names, int rounds)
    {
        public string Id => id;

        public string[] Names => names;

        public int Rounds { get; set; } = rounds;

        public string? Certificate { get; set; }

        public ConcurrentDictionary<string, string> Status { get; } = new(names.Select(n => KeyValuePair.Create(n, "pending")));

        public ConcurrentDictionary<string, string> Errors { get; } = new();
    }
}
