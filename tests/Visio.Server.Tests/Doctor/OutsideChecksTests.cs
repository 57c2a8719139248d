using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Visio.LiveKit.Tokens;
using Visio.Server.CommandLine;
using Visio.Server.Doctor;
using Visio.Server.Doctor.Outside;
using Visio.Server.Tests.Certificates;

namespace Visio.Server.Tests.Doctor;

/// <summary>The way of a client, walked from outside towards real servers.</summary>
[Trait("Database", "none")]
public sealed class OutsideChecksTests : IDisposable
{
    private static readonly string Token = NewToken("secret");
    private readonly TemporaryFolder _certificates = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _certificates.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Every_way_to_a_server_with_a_certificate_is_found_well()
    {
        await using var server = await StartSecureAsync(TimeSpan.FromDays(90), "127.0.0.1");
        var findings = await LookAsync(server.Address, Token, [_authority.Certificate]);
        Assert.All(findings, finding => Assert.True(finding.IsWell, $"{finding.Check}: {finding.Detail}"));
        Assert.Equal(
            ["name", $"port {server.Address.Port}/tcp", "TLS", "certificate", "web", "clock", "plain requests", "WebSocket", "media over UDP", "media over TCP", "TURN over TLS"],
            findings.Select(finding => finding.Check));
        Assert.Contains(_authority.Certificate.Subject, findings.Single(f => f.Check == "certificate").Detail, StringComparison.Ordinal);
        Assert.Contains("sees 127.0.0.1", findings[^1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_it_says_what_cannot_be_seen()
    {
        await using var server = await RunningServer.StartAsync();
        var findings = await LookAsync(server.Address, token: null);
        Assert.All(findings, finding => Assert.True(finding.IsWell, finding.Detail));
        Assert.Equal(["WebSocket", "media"], findings.Where(f => f.Detail.StartsWith("cannot be seen", StringComparison.Ordinal)).Select(f => f.Check));
        Assert.Contains("answers 401", findings.Single(f => f.Check == "TURN over TCP").Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", 90, false, "certificate further checks")] // an authority that nobody knows: a proxy that reads along, perhaps
    [InlineData("other.example", 90, true, "certificate further checks")]
    [InlineData("127.0.0.1", 5, true, "certificate")]
    public async Task A_certificate_that_is_not_right_is_found_and_nothing_secret_is_sent_over_it(string name, int days, bool isKnown, string failed)
    {
        await using var server = await StartSecureAsync(TimeSpan.FromDays(days), name);
        var findings = await LookAsync(server.Address, Token, isKnown ? [_authority.Certificate] : []);
        Assert.Equal(failed, string.Join(' ', findings.Where(f => !f.IsWell).Select(f => f.Check)));
    }

    [Fact]
    public async Task A_token_of_another_server_is_found()
    {
        await using var server = await RunningServer.StartAsync();
        var findings = await LookAsync(server.Address, NewToken("another secret"));
        Assert.Equal(["plain requests", "WebSocket"], findings.Where(f => !f.IsWell).Select(f => f.Check));
        Assert.StartsWith("401", findings[^1].Detail, StringComparison.Ordinal);
    }

    /// <summary>As some proxies do: everything is 200, and nothing but HTTP passes.</summary>
    [Fact]
    public async Task A_proxy_that_knows_no_WebSocket_is_found()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var proxy = builder.Build();
        proxy.Run(context => context.Response.WriteAsync("welcome"));
        await proxy.StartAsync();
        var findings = await LookAsync(new Uri(proxy.Urls.Single()), Token);
        Assert.StartsWith("200 instead of 101", findings.Single(f => f.Check == "WebSocket").Detail, StringComparison.Ordinal);
        Assert.Contains(await LookAsync(new Uri(proxy.Urls.Single()), token: null), f => f is { Check: "TURN over TCP", IsWell: false });
    }

    [Fact]
    public async Task A_clock_that_goes_wrong_is_found()
    {
        await using var server = await RunningServer.StartAsync();
        var findings = await new OutsideChecks(new(server.Address, null, []), new ShiftedTime(TimeSpan.FromMinutes(-5))).RunAsync(CancellationToken.None);
        Assert.Equal("clock", Assert.Single(findings, f => !f.IsWell).Check);
    }

    [Fact]
    public async Task The_command_writes_JSON_and_ends_with_1_where_nobody_listens()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var url = $"http://{closed.LocalEndpoint}";
        closed.Stop();
        var (code, findings) = await RunAsync("doctor", "--json", "--url", url);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Equal([true, false], findings.EnumerateArray().Select(f => f.GetProperty("ok").GetBoolean()));
        Assert.NotEqual("", findings[1].GetProperty("fix").GetString());

        await using var server = await RunningServer.StartAsync();
        (code, findings) = await RunAsync("doctor", "--json", "--dev", "--data", _certificates.Path, "--url", server.Address.AbsoluteUri);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("media over UDP", findings.EnumerateArray().Select(f => f.GetProperty("check").GetString()));
    }

    private static async Task<(int Code, JsonElement Findings)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await VisioCommandLine.RunAsync(args, output, error);
        Assert.Equal("", error.ToString());
        return (code, JsonDocument.Parse(output.ToString()).RootElement);
    }

    private static Task<IReadOnlyList<Finding>> LookAsync(Uri url, string? token, X509Certificate2Collection? roots = null) =>
        new OutsideChecks(new(url, token, roots ?? []), TimeProvider.System).RunAsync(CancellationToken.None);

    private static string NewToken(string secret) => new AccessToken { Identity = "doctor", Video = new VideoGrant { Room = "doctor", RoomJoin = true } }
        .Sign("devkey", secret, DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));

    private Task<RunningServer> StartSecureAsync(TimeSpan lifetime, string name)
    {
        var file = Path.Combine(_certificates.Path, "web.pem");
        var (certificate, key) = _authority.Issue(lifetime, name);
        File.WriteAllText(file, certificate + "\n" + key);
        return RunningServer.StartAsync(settings => settings with { Urls = ["https://127.0.0.1:0"], CertificateFiles = [new(file, null, null)] });
    }
}
