using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Visio.Server.Certificates.Acme;

/// <summary>Has a certificate made (RFC 8555 §7.4 and §7.5). One at a time.</summary>
internal sealed class AcmeIssuer(AcmeClient client, AcmeKey key, AcmeChallenges challenges, TimeProvider time)
{
    /// <summary>How long the authority may look at names, and make the certificate, each.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Orders a certificate and proves that the names are ours.</summary>
    /// <param name="domains">The names.</param>
    /// <param name="kinds">The kinds of challenge that can be answered, the best first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Certificate, chain and private key, in PEM.</returns>
    /// <exception cref="AcmeException">The authority refused, or could not be reached.</exception>
    public async Task<string> IssueAsync(IReadOnlyList<string> domains, IReadOnlyList<string> kinds, CancellationToken cancellationToken)
    {
        await client.SignUpAsync(cancellationToken);
        var request = new JsonObject
        {
            ["identifiers"] = new JsonArray([.. domains.Select(domain => new JsonObject { ["type"] = "dns", ["value"] = domain })]),
        };
        var made = await client.PostAsync(await client.FindAsync("newOrder", cancellationToken), request, cancellationToken);
        var address = made.Location ?? throw new AcmeException("The authority has not told the order's address.");
        var order = made.Json;
        foreach (var authorization in Addresses(order, "authorizations"))
        {
            await AuthorizeAsync(authorization, kinds, cancellationToken);
        }

        if (AcmeClient.Read(order, "status") is not ("valid" or "processing"))
        {
            order = await PollAsync(address, status => status is not "pending", cancellationToken);
        }

        using var certificateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (AcmeClient.Read(order, "status") == "ready")
        {
            await client.PostAsync(Address(order, "finalize"), new JsonObject { ["csr"] = Base64Url.EncodeToString(Csr(domains, certificateKey)) }, cancellationToken);
            order = await PollAsync(address, status => status is not ("ready" or "processing"), cancellationToken);
        }

        if (AcmeClient.Read(order, "status") != "valid")
        {
            throw new AcmeException($"The order is {AcmeClient.Read(order, "status")}: {ErrorOf(order)}");
        }

        var chain = (await client.PostAsync(Address(order, "certificate"), payload: null, cancellationToken)).Text;
        return Checked(chain, domains, certificateKey);
    }

    private async Task AuthorizeAsync(Uri address, IReadOnlyList<string> kinds, CancellationToken cancellationToken)
    {
        var authorization = (await client.PostAsync(address, payload: null, cancellationToken)).Json;
        if (AcmeClient.Read(authorization, "status") == "valid")
        {
            return;
        }

        var name = authorization["identifier"] is JsonObject identifier ? AcmeClient.Read(identifier, "value") : null;
        var offered = authorization["challenges"] is JsonArray all ? all.OfType<JsonObject>().ToList() : [];
        var challenge = kinds.Select(kind => offered.Find(c => AcmeClient.Read(c, "type") == kind)).OfType<JsonObject>().FirstOrDefault();
        if (name is null || challenge is null || AcmeClient.Read(challenge, "token") is not { } token || !Base64Url.IsValid(token))
        {
            throw new AcmeException($"The authority offers no challenge for {name} that can be answered here: {string.Join(", ", kinds)}.");
        }

        using var shown = challenges.Show(AcmeClient.Read(challenge, "type")!, name, token, key.KeyAuthorization(token), time.GetUtcNow());
        await client.PostAsync(Address(challenge, "url"), new JsonObject(), cancellationToken);
        var looked = await PollAsync(address, status => status is not ("pending" or "processing"), cancellationToken);
        if (AcmeClient.Read(looked, "status") != "valid")
        {
            var failed = looked["challenges"] is JsonArray tried ? tried.OfType<JsonObject>().FirstOrDefault(c => c["error"] is not null) : null;
            throw new AcmeException($"The authority did not see that {name} is this server ({AcmeClient.Read(challenge, "type")}): {ErrorOf(failed ?? looked)}");
        }
    }

    private async Task<JsonObject> PollAsync(Uri address, Func<string?, bool> isDone, CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() + Patience;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var answer = await client.PostAsync(address, payload: null, cancellationToken);
            if (isDone(AcmeClient.Read(answer.Json, "status")))
            {
                return answer.Json;
            }

            var now = time.GetUtcNow();
            var asked = answer.RetryAfter - now ?? pause;
            if (now + asked > end)
            {
                throw new AcmeException("The authority has not come to an end in time.", retryAfter: answer.RetryAfter);
            }

            await Task.Delay(asked > TimeSpan.Zero ? asked : pause, time, cancellationToken);
        }
    }

    private static byte[] Csr(IReadOnlyList<string> domains, ECDsa certificateKey)
    {
        var request = new CertificateRequest("CN=" + domains[0], certificateKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var domain in domains)
        {
            names.AddDnsName(domain);
        }

        request.CertificateExtensions.Add(names.Build());
        return request.CreateSigningRequest();
    }

    /// <summary>The certificate with its key, once it is one for this key and these names.</summary>
    private static string Checked(string chain, IReadOnlyList<string> domains, ECDsa certificateKey)
    {
        var privateKey = certificateKey.ExportPkcs8PrivateKeyPem();
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(chain, privateKey);
            if (domains.FirstOrDefault(domain => !certificate.MatchesHostname(domain)) is { } missing)
            {
                throw new AcmeException($"The authority's certificate is not for {missing}.");
            }
        }
        catch (Exception e) when (CertificateFile.IsUnusable(e))
        {
            throw new AcmeException($"What the authority gave is no certificate for the key that it was asked for: {e.Message}", inner: e);
        }

        return $"{chain.TrimEnd()}\n{privateKey}\n";
    }

    private static IEnumerable<Uri> Addresses(JsonObject from, string name) =>
        (from[name] as JsonArray ?? throw new AcmeException($"The authority's answer has no '{name}'.")).Select(a => ToAddress(a?.ToString(), name));

    private static Uri Address(JsonObject from, string name) => ToAddress(AcmeClient.Read(from, name), name);

    private static Uri ToAddress(string? text, string name) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : throw new AcmeException($"The authority's answer has no '{name}'.");

    private static string ErrorOf(JsonObject from) => from["error"] is JsonObject error ? AcmeClient.Describe(error) : "no reason given";
}
