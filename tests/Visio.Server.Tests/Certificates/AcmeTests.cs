using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Visio.Server.Certificates;
using Visio.Server.Certificates.Acme;
using Visio.Server.Hosting;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Certificates;

/// <summary>A server that has its certificate from an authority, over real connections.</summary>
[Trait("Database", "none")]
public sealed class AcmeTests : IAsyncLifetime
{
    private static readonly string[] Names = ["visio.example", "meet.visio.example"];
    private readonly TemporaryFolder _data = new();
    private AcmeAuthority _authority = null!;

    public async Task InitializeAsync() => _authority = await AcmeAuthority.StartAsync();

    public async Task DisposeAsync()
    {
        Assert.Empty(_authority.Faults);
        await _authority.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_certificate_is_had_over_the_port_of_HTTPS_alone_and_shown_at_once()
    {
        _authority.BadNonces = 2;
        _authority.ProcessingRounds = 2;
        await using var server = await StartAsync();
        Assert.Equal("CN=Visio has no certificate yet", (await ShownAsync(server)).Issuer);
        _authority.Target.SetResult(server.Address);
        await UntilAsync(async () => (await ShownAsync(server)).Issuer == _authority.Issuer);
        Assert.All(Names, name => Assert.True(ShownAsync(server).Result.MatchesHostname(name)));
        Assert.Equal(["tls-alpn-01", "tls-alpn-01"], _authority.Passed);
        Assert.All(
            Directory.GetFiles(FileOf("")),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task A_name_is_proved_over_HTTP_where_only_that_is_served()
    {
        await using var server = await StartAsync("http://127.0.0.1:0");
        _authority.Target.SetResult(server.Address);
        await UntilAsync(() => Task.FromResult(File.Exists(FileOf("certificate.pem"))));
        Assert.Equal(["http-01", "http-01"], _authority.Passed);
    }

    [Fact]
    public async Task A_certificate_past_two_thirds_of_its_lifetime_is_renewed_and_a_younger_one_is_not()
    {
        WriteIssued(TimeSpan.FromMinutes(25)); // made an hour ago
        await using (var server = await StartAsync())
        {
            _authority.Target.SetResult(server.Address);
            await UntilAsync(async () => (await ShownAsync(server)).Issuer == _authority.Issuer);
        }

        var orders = _authority.Orders;
        await using var again = await StartAsync();
        Assert.Equal(_authority.Issuer, (await ShownAsync(again)).Issuer);
        Assert.Equal(orders, _authority.Orders);
    }

    /// <summary>Whoever starts a server that cannot be seen again and again must not use up what the authority allows.</summary>
    [Fact]
    public async Task After_a_failed_challenge_nothing_is_asked_for_minutes_not_even_after_a_restart()
    {
        // Nobody is there.
        using var closed = new TcpListener(System.Net.IPAddress.Loopback, 0);
        closed.Start();
        _authority.Target.SetResult(new Uri($"https://{closed.LocalEndpoint}"));
        closed.Stop();
        await using (await StartAsync())
        {
            await UntilAsync(() => Task.FromResult(File.Exists(FileOf("failures.json"))));
        }

        Assert.InRange(NextAttempt() - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(6.1));
        await using var again = await StartAsync();
        Assert.Equal("CN=Visio has no certificate yet", (await ShownAsync(again)).Issuer);
        Assert.Equal(1, _authority.Orders);
    }

    [Fact]
    public async Task An_authority_that_asks_for_patience_gets_it()
    {
        _authority.Refusal = ("rateLimited", 429, 7200);
        await using var server = await StartAsync();
        await UntilAsync(() => Task.FromResult(File.Exists(FileOf("failures.json"))));
        Assert.InRange(NextAttempt() - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(118), TimeSpan.FromMinutes(121));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_account_can_be_bound_to_one_that_the_authority_knows(bool isBound)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        _authority.Binding = ("key-1", key);
        await using var server = await StartAsync(change: acme =>
        {
            acme.AccountKeyId = "key-1";
            acme.AccountHmacKey = System.Buffers.Text.Base64Url.EncodeToString(isBound ? key : new byte[32]);
        });
        _authority.Target.SetResult(server.Address);
        await UntilAsync(() => Task.FromResult(File.Exists(FileOf(isBound ? "certificate.pem" : "failures.json"))));
    }

    [Fact]
    public void Pauses_after_failures_grow_to_a_day_and_end_with_a_success()
    {
        var now = DateTimeOffset.UnixEpoch;
        var schedule = new AcmeSchedule(_data.Path);
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            schedule.Failed(now, retryAfter: null);
            pauses.Add(schedule.NotBefore - now);
        }

        Assert.InRange(pauses[0], TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        Assert.InRange(pauses[3], TimeSpan.FromMinutes(40), TimeSpan.FromMinutes(48));
        Assert.All(pauses[9..], pause => Assert.InRange(pause, TimeSpan.FromDays(1), TimeSpan.FromDays(1.2)));
        Assert.Equal(12, new AcmeSchedule(_data.Path).Failures);
        schedule.Succeeded(now);
        Assert.Equal((0, TimeSpan.FromHours(1)), (schedule.Failures, schedule.NotBefore - now));
        Assert.Equal(0, new AcmeSchedule(_data.Path).Failures);
    }

    [Fact]
    public void Renewal_is_around_two_thirds_of_the_lifetime_and_never_at_the_same_moment_everywhere()
    {
        var begin = DateTimeOffset.UnixEpoch;
        var renewals = Enumerable.Range(0, 100).Select(_ => (AcmeSchedule.RenewalOf(begin, begin.AddDays(90)) - begin).TotalDays).ToList();
        Assert.All(renewals, day => Assert.InRange(day, 55.4, 60.01));
        Assert.True(renewals.Distinct().Count() > 10);
    }

    [Fact]
    public async Task A_ClientHello_is_read_from_any_number_of_pieces()
    {
        foreach (var (offered, expected) in new[] { ("acme-tls/1", true), ("h2", false) })
        {
            var hello = await HelloAsync(offered);
            for (var length = 0; length < hello.Length; length++)
            {
                Assert.Null(ClientHello.Offers(hello.AsSpan(0, length), "acme-tls/1"u8));
            }

            Assert.Equal(expected, ClientHello.Offers(hello, "acme-tls/1"u8));

            // Lengths that lie are no reason to fail.
            for (var at = 5; at < hello.Length; at++)
            {
                var damaged = hello.ToArray();
                damaged[at] = 0xFF;
                _ = ClientHello.Offers(damaged, "acme-tls/1"u8);
            }
        }

        Assert.False(ClientHello.Offers("GET / HTTP/1.1"u8, "acme-tls/1"u8));
    }

    private static async Task<byte[]> HelloAsync(string protocol)
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((System.Net.IPEndPoint)listener.LocalEndpoint);
        using var accepted = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        _ = tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "visio.example", ApplicationProtocols = [new(protocol)] })
            .ContinueWith(_ => { }, TaskScheduler.Default);
        var header = new byte[5];
        await accepted.GetStream().ReadExactlyAsync(header);
        var body = new byte[System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(3))];
        await accepted.GetStream().ReadExactlyAsync(body);
        return [.. header, .. body];
    }

    private string FileOf(string name) => Path.Combine(IssuedCertificate.FolderIn(_data.Path), name);

    private DateTimeOffset NextAttempt() => JsonNode.Parse(File.ReadAllText(FileOf("failures.json")))!["NotBefore"]!.GetValue<DateTimeOffset>();

    private void WriteIssued(TimeSpan rest)
    {
        using var other = new TestAuthority("CN=Another authority");
        var (certificate, key) = other.Issue(rest, Names);
        PrivateFile.Write(FileOf("certificate.pem"), $"{certificate}\n{key}\n");
    }

    private Task<RunningServer> StartAsync(string url = "https://127.0.0.1:0", Action<AcmeSettings>? change = null)
    {
        var acme = new AcmeSettings { AgreeToTerms = true, Directory = _authority.Directory.AbsoluteUri, Contact = "ops@visio.example" };
        change?.Invoke(acme);
        return RunningServer.StartAsync(settings => settings with { Urls = [url], Domains = Names, Acme = acme }, _data, MediaHost.Build);
    }

    private static async Task<X509Certificate2> ShownAsync(RunningServer server)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Address.Host, server.Address.Port);
        await using var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Names[0], RemoteCertificateValidationCallback = (_, _, _, _) => true });
        return new((X509Certificate2)tls.RemoteCertificate!);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
