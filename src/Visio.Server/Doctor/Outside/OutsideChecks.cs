using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Visio.Server.Doctor.Outside;

/// <summary>Walks the way of a client, from wherever it is run, and says of each step what it found and what to fix.</summary>
internal sealed class OutsideChecks(OutsideOptions options, TimeProvider time)
{
    /// <summary>Tokens are accepted for a minute before and after their time; half of it is left for the way.</summary>
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromSeconds(30);

    /// <summary>A renewal that fails is noticed while there is time.</summary>
    private static readonly TimeSpan ExpiresSoon = TimeSpan.FromDays(14);

    private readonly List<Finding> _findings = [];
    private readonly TlsTrust _trust = new(options.Roots);

    /// <summary>Takes each step that the one before makes possible.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(cancellationToken);
        if (addresses.Count == 0 || !await ConnectAsync(addresses, cancellationToken))
        {
            return _findings;
        }

        var isTrusted = !options.IsSecure || await CheckTlsAsync(cancellationToken);
        if (!isTrusted)
        {
            // Nothing secret is sent to whoever that is.
            _findings.Add(new("further checks", "left out, because the certificate is not believed", "Correct the certificate first. If the authority is one of your own, name its file with --ca."));
            return _findings;
        }

        await CheckHttpAsync(cancellationToken);
        await new OutsideMediaChecks(options, _trust, _findings).RunAsync(cancellationToken);
        return _findings;
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(CancellationToken cancellationToken)
    {
        var host = options.Url.DnsSafeHost;
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            var families = (addresses.Any(a => a.AddressFamily == AddressFamily.InterNetwork), addresses.Any(a => a.AddressFamily == AddressFamily.InterNetworkV6)) switch
            {
                (true, true) => "IPv4 and IPv6",
                (true, false) => "IPv4 alone; people on networks without IPv4 need NAT64",
                _ => "IPv6 alone; people on networks without IPv6 cannot connect",
            };
            _findings.Add(new("name", $"{host} is {string.Join(", ", addresses.AsEnumerable())} ({families})"));
            return addresses;
        }
        catch (SocketException unknown)
        {
            _findings.Add(new("name", $"{host}: {unknown.Message}", "Give the name an A record, and an AAAA record where the server has IPv6; or ask from a network that knows it."));
            return [];
        }
    }

    private async Task<bool> ConnectAsync(IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        var isConnected = false;
        foreach (var address in addresses)
        {
            var name = $"port {options.Url.Port}/tcp";
            var endPoint = new IPEndPoint(address, options.Url.Port);
            using var limit = Limit(cancellationToken);
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            var started = time.GetTimestamp();
            try
            {
                await socket.ConnectAsync(endPoint, limit.Token);
                isConnected = true;
                _findings.Add(new(name, string.Create(CultureInfo.InvariantCulture, $"{endPoint} accepts, after {time.GetElapsedTime(started).TotalMilliseconds:0} ms")));
            }
            catch (SocketException here) when (address.AddressFamily == AddressFamily.InterNetworkV6
                && here.SocketErrorCode is SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.AddressNotAvailable)
            {
                _findings.Add(new(name, $"{endPoint}: there is no IPv6 where this is run, so it cannot be seen"));
            }
            catch (Exception failed) when (failed is SocketException || IsLate(failed, cancellationToken))
            {
                _findings.Add(new(
                    name,
                    $"{endPoint}: {(failed is SocketException ? failed.Message : "no answer")}",
                    $"Let the server listen on it, and open {options.Url.Port}/tcp in every firewall from here to there. A wrong record in the DNS does the same."));
            }
        }

        return isConnected;
    }

    private async Task<bool> CheckTlsAsync(CancellationToken cancellationToken)
    {
        const string name = "TLS";
        IReadOnlyList<string> problems = [];
        var errors = SslPolicyErrors.None;
        using var limit = Limit(cancellationToken);
        using var tcp = new TcpClient();
        try
        {
            await tcp.ConnectAsync(options.Url.DnsSafeHost, options.Url.Port, limit.Token);
            await using var tls = new SslStream(tcp.GetStream());
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = options.Url.DnsSafeHost,
                    RemoteCertificateValidationCallback = (_, certificate, chain, found) =>
                    {
                        errors = found;
                        problems = certificate is null || chain is null ? ["no certificate was shown"] : _trust.Problems(certificate, chain);
                        return true;
                    },
                },
                limit.Token);
            var shown = (System.Security.Cryptography.X509Certificates.X509Certificate2)tls.RemoteCertificate!;
            _findings.Add(new(name, $"{tls.SslProtocol}, {tls.NegotiatedCipherSuite}"));
            return Judge(shown, errors, problems);
        }
        catch (Exception failed) when (failed is IOException or SocketException or AuthenticationException || IsLate(failed, cancellationToken))
        {
            _findings.Add(new(name, failed.InnerException?.Message ?? failed.Message, "Let the server, or the proxy in front of it, speak TLS on this port; something in between may cut it."));
            return false;
        }
    }

    private bool Judge(System.Security.Cryptography.X509Certificates.X509Certificate2 shown, SslPolicyErrors errors, IReadOnlyList<string> problems)
    {
        const string name = "certificate";
        var described = $"{shown.Subject}, by {shown.Issuer}, until {shown.NotAfter.ToUniversalTime():u}";
        var left = shown.NotAfter - time.GetLocalNow().DateTime;
        Finding judged = (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch), problems.Count > 0) switch
        {
            (true, _) => new(name, $"{described}: not for {options.Url.DnsSafeHost}", "Give the server a certificate with this name (Tls:CertificateFile, or Tls:Domains with Acme)."),
            (_, true) when left < TimeSpan.Zero => new(name, $"{described}: it has ended", "Renew it; the server reads a new file by itself. With Acme, its log says why it was not renewed."),
            (_, true) => new(
                name,
                $"{described}: {string.Join("; ", problems)}",
                "If you do not know this issuer, a proxy in between reads along: let it pass this server untouched. Otherwise put the certificates between yours and the authority into Tls:CertificateFile."),
            _ when left < ExpiresSoon => new(name, $"{described}: soon", "Renew it; the server reads a new file by itself. With Acme, its log says why it was not renewed."),
            _ => new(name, $"{described}. If you do not know this issuer, a proxy in between reads along"),
        };
        _findings.Add(judged);
        return errors is SslPolicyErrors.None || (problems.Count == 0 && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch));
    }

    private async Task CheckHttpAsync(CancellationToken cancellationToken)
    {
        using var http = OutsideMediaChecks.NewHttp(options, _trust);
        try
        {
            using var answer = await http.GetAsync(new Uri(options.Url, "healthz"), cancellationToken);
            var version = $"HTTP/{answer.Version}";
            _findings.Add(answer.IsSuccessStatusCode
                ? new("web", $"{version}: the server says that it is well")
                : new("web", $"{version}: {(int)answer.StatusCode} for /healthz", "Another program, or a proxy, answers here: lead all of this name to Visio. 503 means that Visio itself is not well: see its log."));
            CheckClock(answer.Headers.Date);
        }
        catch (Exception failed) when (failed is HttpRequestException || IsLate(failed, cancellationToken))
        {
            _findings.Add(new("web", failed.InnerException?.Message ?? failed.Message, "Let the server answer here; a proxy in between may not lead to it."));
        }
    }

    private void CheckClock(DateTimeOffset? theirs)
    {
        var ours = time.GetUtcNow();
        _findings.Add(theirs is not { } known ? new("clock", "the server has not told its time")
            : (ours - known).Duration() <= MaxClockDifference ? new("clock", $"{known:u} there, as here")
            : new("clock", $"{known:u} there, {ours:u} here", "Set the clock that is wrong; let both be kept by NTP. Tokens and certificates would be refused."));
    }

    private CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Patience);
        return limit;
    }

    private static bool IsLate(Exception e, CancellationToken cancellationToken) => e is OperationCanceledException && !cancellationToken.IsCancellationRequested;
}
