using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Visio.LiveKit.Probing;

namespace Visio.Server.Doctor.Outside;

/// <summary>The ways of signalling and media, with a session of its own.</summary>
internal sealed class OutsideMediaChecks(OutsideOptions options, TlsTrust trust, List<Finding> findings)
{
    private const string NeedsToken = "cannot be seen without --token (or --dev, or --data on the server itself): 'visio token --room test --identity doctor' makes one";

    /// <summary>HTTP as clients speak it here; no redirection is followed.</summary>
    public static HttpClient NewHttp(OutsideOptions options, TlsTrust trust) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        SslOptions = { RemoteCertificateValidationCallback = trust.Validate },
    })
    { Timeout = options.Patience, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower };

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (options.Token is not { } token)
        {
            findings.Add(new("WebSocket", NeedsToken));
            await CheckOpenTurnAsync(cancellationToken);
            findings.Add(new("media", NeedsToken));
            return;
        }

        await CheckRequestsAsync(token, cancellationToken);
        using var limit = Limit(cancellationToken);
        ProbeSession session;
        try
        {
            session = await ProbeSession.JoinAsync(options.Url, token, trust.Validate, limit.Token);
        }
        catch (Exception failed) when (failed is ProbeException || IsLate(failed, cancellationToken))
        {
            findings.Add(Refused((failed as ProbeException)?.Status, failed is ProbeException ? failed.Message : "no answer"));
            return;
        }

        await using (session)
        {
            findings.Add(new("WebSocket", "opened, and signalling went over it"));
            await CheckCandidatesAsync(session, isTcp: false, cancellationToken);
            await CheckCandidatesAsync(session, isTcp: true, cancellationToken);
            foreach (var relay in session.Relays)
            {
                await CheckTurnAsync(relay, cancellationToken);
            }

            if (session.Relays.Count == 0)
            {
                findings.Add(new("TURN", "the server tells of none", "Give the server a certificate (Tls, Acme), or set Turn:Enabled, for networks that let nothing but HTTPS through."));
            }
        }
    }

    private static Finding Refused(int? status, string message) => status switch
    {
        401 or 403 => new("WebSocket", $"{status}: the token was refused", "Make a new token, with the key of this server."),
        200 => new("WebSocket", "200 instead of 101: a proxy in between does not know WebSockets", "Let the proxy pass upgrades of this name on, or pass this name untouched. Visio's web client goes on over plain requests."),
        null => new("WebSocket", message, "Something in between cuts the connection. Let the proxy pass upgrades of this name on. Visio's web client goes on over plain requests."),
        _ => new("WebSocket", $"{status} instead of 101", "Let the proxy in front pass Upgrade and Connection on to the server (HTTP/1.1). Visio's web client goes on over plain requests."),
    };

    /// <summary>Signalling without WebSocket (docs/decisions/0011): only whether a join passes; the session ends by itself.</summary>
    private async Task CheckRequestsAsync(string token, CancellationToken cancellationToken)
    {
        const string name = "plain requests";
        using var http = NewHttp(options, trust);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Url, "rtc/v1/http"));
            request.Headers.Authorization = new("Bearer", token);
            request.Content = new StringContent(ProbeSession.JoinQuery(), Encoding.ASCII, "application/x-www-form-urlencoded");
            using var answer = await http.SendAsync(request, cancellationToken);
            findings.Add(answer.StatusCode == HttpStatusCode.Created
                ? new(name, "signalling can go over them where no WebSocket passes")
                : new(name, $"{(int)answer.StatusCode} for /rtc/v1/http", "401 and 403: make a new token with the key of this server. Otherwise lead all of this name to Visio."));
        }
        catch (Exception failed) when (failed is HttpRequestException || IsLate(failed, cancellationToken))
        {
            findings.Add(new(name, failed.InnerException?.Message ?? failed.Message, "Lead /rtc of this name to Visio."));
        }
    }

    private async Task CheckCandidatesAsync(ProbeSession session, bool isTcp, CancellationToken cancellationToken)
    {
        var name = isTcp ? "media over TCP" : "media over UDP";
        var (answered, silent, seen) = (new List<IPEndPoint>(), new List<string>(), (IPEndPoint?)null);
        foreach (var candidate in session.Candidates.Where(c => c.IsTcp == isTcp))
        {
            try
            {
                using var limit = Limit(cancellationToken);
                using var path = isTcp
                    ? await StunPath.OpenTcpAsync(candidate.EndPoint, tls: null, isFramed: true, limit.Token)
                    : await StunPath.OpenUdpAsync(candidate.EndPoint, limit.Token);
                var check = new StunRequest(StunRequest.Binding).Add(StunRequest.Username, session.IceUsername).Add(StunRequest.Priority, 0x6E, 0, 0, 0xFF)
                    .Add(StunRequest.IceControlling, 1, 2, 3, 4, 5, 6, 7, 8).Sign(Encoding.ASCII.GetBytes(session.IcePassword)).Mark();
                var answer = await path.AskAsync(check, limit.Token);
                seen = StunRequest.MappedAddress(answer) ?? throw new IOException($"refused with {StunRequest.ErrorOf(answer)}");
                answered.Add(candidate.EndPoint);
            }
            catch (Exception failed) when (IsNetwork(failed, cancellationToken))
            {
                silent.Add($"{candidate.EndPoint} ({Reason(failed)})");
            }
        }

        var others = silent.Count == 0 ? "" : $"; not {string.Join(", ", silent)}";
        findings.Add(
            answered.Count > 0 ? new(name, $"{string.Join(", ", answered)} answers, and sees {seen?.Address}{others}")
            : silent.Count == 0 ? new(name, "the server tells of no address", isTcp ? "Set Media:WebPort or Media:Tcp." : "Correct Media:Port.")
            : new(
                name,
                $"no answer from {string.Join(", ", silent)}",
                isTcp ? "Open these ports towards the server. Behind NAT, set Media:AdvertisedAddresses and Media:PublicWebPort."
                    : "Open these ports towards the server, and let UDP out of this network. Behind NAT, set Media:AdvertisedAddresses. Calls go over TCP meanwhile, less well."));
    }

    /// <summary>Without credentials: whether TURN is there at all. It must refuse.</summary>
    private async Task CheckOpenTurnAsync(CancellationToken cancellationToken)
    {
        var name = options.IsSecure ? "TURN over TLS" : "TURN over TCP";
        try
        {
            using var limit = Limit(cancellationToken);
            using var path = await StunPath.OpenTcpAsync(new DnsEndPoint(options.Url.DnsSafeHost, options.Url.Port), options.IsSecure ? Tls(options.Url.DnsSafeHost) : null, isFramed: false, limit.Token);
            var answer = await path.AskAsync(NewAllocate(), limit.Token);
            findings.Add(new(name, $"{options.Url.Authority} answers {StunRequest.ErrorOf(answer)}, as it must; with a token, it is used"));
        }
        catch (Exception failed) when (IsNetwork(failed, cancellationToken))
        {
            findings.Add(new(name, $"{options.Url.Authority}: {Reason(failed)}", "Nothing but the web passes here: a proxy ends TLS in between, or Media:WebPort is off. Let TLS be passed on to Visio, or set Turn:Enabled and open its ports."));
        }
    }

    private async Task CheckTurnAsync(ProbeRelay relay, CancellationToken cancellationToken)
    {
        var name = relay.Url.StartsWith("turns:", StringComparison.Ordinal) ? "TURN over TLS" : relay.Url.EndsWith("transport=udp", StringComparison.Ordinal) ? "TURN over UDP" : "TURN over TCP";
        try
        {
            using var limit = Limit(cancellationToken);
            using var path = await OpenAsync(relay.Url, limit.Token);
            var challenge = await path.AskAsync(NewAllocate(), limit.Token);
            if (!StunRequest.TryFind(challenge, StunRequest.Nonce, out var nonce) || !StunRequest.TryFind(challenge, StunRequest.Realm, out var realm))
            {
                throw new IOException($"refused with {StunRequest.ErrorOf(challenge)}");
            }

            var (sign, key) = Credentials(relay, realm.ToArray(), nonce.ToArray());
            var answer = await path.AskAsync(sign(NewAllocate()).Sign(key), limit.Token);
            if (StunRequest.ErrorOf(answer) is not 0 and var error)
            {
                throw new IOException($"refused with {error}");
            }

            // Given back by closing the connection, and by UDP with the session's end.
            findings.Add(new(name, $"{relay.Url} gives an allocation, and sees {StunRequest.MappedAddress(answer)?.Address}"));
        }
        catch (Exception failed) when (IsNetwork(failed, cancellationToken))
        {
            findings.Add(new(name, $"{relay.Url}: {Reason(failed)}", "Open this port towards the server. Where TLS ends in a proxy, have it passed on, or set Turn:Urls to where it is reached."));
        }
    }

    private static StunRequest NewAllocate() => new StunRequest(StunRequest.Allocate).Add(StunRequest.RequestedTransport, 17, 0, 0, 0);

    /// <summary>Long-term credentials (RFC 8489 §9.2.2).</summary>
    private static (Func<StunRequest, StunRequest> Sign, byte[] Key) Credentials(ProbeRelay relay, byte[] realm, byte[] nonce) => (
        request => request.Add(StunRequest.Username, relay.Username).Add(StunRequest.Realm, realm).Add(StunRequest.Nonce, nonce),
        MD5.HashData(Encoding.UTF8.GetBytes($"{relay.Username}:{Encoding.UTF8.GetString(realm)}:{relay.Password}")));

    /// <summary>RFC 7065 §3.1: scheme, host, port, and the transport after the question mark.</summary>
    private async Task<StunPath> OpenAsync(string url, CancellationToken cancellationToken)
    {
        var isTls = url.StartsWith("turns:", StringComparison.Ordinal);
        if (!Uri.TryCreate($"http://{url[(url.IndexOf(':', StringComparison.Ordinal) + 1)..]}", UriKind.Absolute, out var parsed))
        {
            throw new IOException("not an address");
        }

        var port = parsed.IsDefaultPort ? isTls ? 5349 : 3478 : parsed.Port;
        if (parsed.Query is not "?transport=udp")
        {
            return await StunPath.OpenTcpAsync(new DnsEndPoint(parsed.DnsSafeHost, port), isTls ? Tls(parsed.DnsSafeHost) : null, isFramed: false, cancellationToken);
        }

        var addresses = await Dns.GetHostAddressesAsync(parsed.DnsSafeHost, cancellationToken);
        return await StunPath.OpenUdpAsync(new IPEndPoint(addresses[0], port), cancellationToken);
    }

    private SslClientAuthenticationOptions Tls(string host) => new() { TargetHost = host, RemoteCertificateValidationCallback = trust.Validate };

    private CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Patience);
        return limit;
    }

    private static bool IsNetwork(Exception e, CancellationToken cancellationToken) => e is IOException or SocketException or AuthenticationException || IsLate(e, cancellationToken);

    private static bool IsLate(Exception e, CancellationToken cancellationToken) => e is OperationCanceledException && !cancellationToken.IsCancellationRequested;

    private static string Reason(Exception e) => e switch { OperationCanceledException => "no answer", EndOfStreamException => "closed", _ => e.Message };
}
