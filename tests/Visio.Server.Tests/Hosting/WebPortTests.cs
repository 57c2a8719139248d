using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Visio.Server.Hosting;
using Visio.Server.Tests.Certificates;

namespace Visio.Server.Tests.Hosting;

/// <summary>One port for everything: the first bytes of a connection, and of what is inside TLS, decide.</summary>
[Trait("Database", "none")]
public sealed class WebPortTests : IAsyncLifetime
{
    private readonly TemporaryFolder _certificates = new();
    private readonly TestAuthority _authority = new();
    private RunningServer _plain = null!;
    private RunningServer _secure = null!;

    public async Task InitializeAsync()
    {
        WriteCertificate("a.pem", TimeSpan.FromDays(90), "visio.example");
        WriteCertificate("b.pem", TimeSpan.FromDays(90), "*.other.example");
        _plain = await RunningServer.StartAsync(build: MediaHost.Build);
        _secure = await RunningServer.StartAsync(
            settings => settings with
            {
                Urls = ["https://127.0.0.1:0"],
                TrustedProxies = [System.Net.IPNetwork.Parse("127.0.0.1/32"), System.Net.IPNetwork.Parse("10.0.0.0/8")],
                CertificateFiles = [new(FileOf("a.pem"), null, null), new(FileOf("b.pem"), null, null)],
            },
            build: MediaHost.Build);
    }

    public async Task DisposeAsync()
    {
        await _secure.DisposeAsync();
        await _plain.DisposeAsync();
        _certificates.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task HTTP_and_TURN_are_answered_on_one_port()
    {
        await using var web = await ConnectAsync(_plain);
        Assert.StartsWith("HTTP/1.1 200", await AskHttpAsync(web), StringComparison.Ordinal);
        await using var turn = await ConnectAsync(_plain);
        Assert.Equal(0x0113, await AskTurnAsync(turn));
    }

    [Fact]
    public async Task HTTP_and_TURN_are_answered_inside_TLS_on_one_port()
    {
        await using var web = await ConnectTlsAsync("visio.example");
        Assert.StartsWith("HTTP/1.1 200", await AskHttpAsync(web), StringComparison.Ordinal);
        await using var turn = await ConnectTlsAsync("visio.example");
        Assert.Equal(0x0113, await AskTurnAsync(turn));
        await using var named = await ConnectTlsAsync("visio.example", "stun.turn");
        Assert.Equal(0x0113, await AskTurnAsync(named));
        await using var outside = await ConnectAsync(_secure);
        Assert.Equal(0x0113, await AskTurnAsync(outside));
    }

    [Theory]
    [InlineData("FF00")]
    [InlineData("00010203040506070809")]
    public async Task Something_else_is_closed(string hello)
    {
        await using var plain = await ConnectAsync(_plain);
        await plain.WriteAsync(Convert.FromHexString(hello));
        await AssertEndsAsync(plain);
        await using var secure = await ConnectTlsAsync("visio.example");
        await secure.WriteAsync(Convert.FromHexString(hello));
        await AssertEndsAsync(secure);
    }

    [Fact]
    public async Task The_certificate_is_that_of_the_name_that_was_asked_for()
    {
        await using var first = await ConnectTlsAsync("visio.example");
        await using var second = await ConnectTlsAsync("a.other.example");
        await using var unknown = await ConnectTlsAsync("nobody.example");
        Assert.Equal(["CN=visio.example", "CN=*.other.example", "CN=visio.example"], new[] { first, second, unknown }.Select(s => s.RemoteCertificate!.Subject));
    }

    [Fact]
    public async Task TLS_older_than_1_2_is_refused() =>
#pragma warning disable CA5397, SYSLIB0039, CA5398 // That it is refused is what is tested.
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectTlsAsync("visio.example", protocols: SslProtocols.Tls11));
#pragma warning restore CA5397, SYSLIB0039, CA5398

    [Fact]
    public async Task A_renewed_certificate_is_shown_without_a_connection_being_lost()
    {
        await using var before = await ConnectTlsAsync("visio.example");
        Assert.StartsWith("HTTP/1.1 200", await AskHttpAsync(before), StringComparison.Ordinal);
        var serial = before.RemoteCertificate!.GetSerialNumberString();

        WriteCertificate("a.pem", TimeSpan.FromDays(45), "visio.example");
        await UntilAsync(async () =>
        {
            await using var after = await ConnectTlsAsync("visio.example");
            return after.RemoteCertificate!.GetSerialNumberString() != serial;
        });
        Assert.StartsWith("HTTP/1.1 200", await AskHttpAsync(before), StringComparison.Ordinal);
        Assert.InRange(await MetricAsync("visio_tls_certificate_expiry_seconds{name=\"visio.example\"}") - DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 44 * 86_400, 46 * 86_400);
    }

    /// <summary>A key of another certificate, half a file, no certificate at all.</summary>
    [Theory]
    [InlineData("mismatch")]
    [InlineData("half")]
    [InlineData("nonsense")]
    public async Task A_file_that_cannot_be_used_changes_nothing_and_is_told(string how)
    {
        await using var before = await ConnectTlsAsync("visio.example");
        var (certificate, key) = _authority.Issue(TimeSpan.FromDays(90), "visio.example");
        var (_, otherKey) = _authority.Issue(TimeSpan.FromDays(90), "visio.example");
        await File.WriteAllTextAsync(FileOf("a.pem"), how switch
        {
            "mismatch" => certificate + "\n" + otherKey,
            "half" => certificate[..100],
            _ => key[..20] + "nonsense",
        });
        await UntilAsync(async () => await MetricAsync("visio_tls_certificate_reload_failures_total") > 0);
        await using var after = await ConnectTlsAsync("visio.example");
        Assert.Equal(before.RemoteCertificate!.GetSerialNumberString(), after.RemoteCertificate!.GetSerialNumberString());
    }

    /// <summary>No proxy keeps it from the outside.</summary>
    [Theory]
    [InlineData("203.0.113.9", "HTTP/1.1 404")]
    [InlineData("127.0.0.1", "HTTP/1.1 200")]
    [InlineData("10.1.2.3", "HTTP/1.1 200")]
    public async Task Metrics_are_told_to_this_machine_and_to_proxies_alone(string from, string answer)
    {
        await using var stream = await ConnectTlsAsync("visio.example");
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /metrics HTTP/1.1\r\nHost: visio.example\r\nX-Forwarded-For: {from}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        Assert.StartsWith(answer, await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_connections_of_strangers()
    {
        await using var turn = await ConnectTlsAsync("visio.example");
        Assert.Equal(0x0113, await AskTurnAsync(turn));
        await _secure.App.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token).WaitAsync(TimeSpan.FromSeconds(60));
        await AssertEndsAsync(turn);
    }

    private string FileOf(string name) => Path.Combine(_certificates.Path, name);

    private void WriteCertificate(string file, TimeSpan lifetime, string name)
    {
        var (certificate, key) = _authority.Issue(lifetime, name);
        File.WriteAllText(FileOf(file), certificate + "\n" + key);
    }

    private async Task<double> MetricAsync(string name)
    {
        await using var stream = await ConnectTlsAsync("visio.example");
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nHost: visio.example\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var line = (await reader.ReadToEndAsync()).Split('\n').Single(l => l.StartsWith(name + " ", StringComparison.Ordinal));
        return double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private static async Task<Stream> ConnectAsync(RunningServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Address.Host, server.Address.Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task<SslStream> ConnectTlsAsync(string name, string? protocol = null, SslProtocols protocols = SslProtocols.None)
    {
        var tls = new SslStream(await ConnectAsync(_secure));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = name,
            EnabledSslProtocols = protocols,
            ApplicationProtocols = protocol is null ? null : [new(protocol)],
            RemoteCertificateValidationCallback = (_, _, chain, _) => chain!.ChainElements.Count > 0,
        });
        return tls;
    }

    private static async Task<string> AskHttpAsync(Stream stream)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: visio.example\r\n\r\n"));
        var answer = new byte[4096];
        var text = "";
        while (!text.EndsWith("OK", StringComparison.Ordinal) && !text.EndsWith("0\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(answer);
            Assert.NotEqual(0, read);
            text += Encoding.ASCII.GetString(answer.AsSpan(0, read));
        }

        return text;
    }

    /// <summary>Allocates without credentials.</summary>
    /// <returns>The type of the answer.</returns>
    private static async Task<int> AskTurnAsync(Stream stream)
    {
        var request = Convert.FromHexString("00030008" + "2112A442" + "000102030405060708090A0B" + "00190004" + "11000000");
        await stream.WriteAsync(request);
        var answer = new byte[20];
        await stream.ReadExactlyAsync(answer);
        Assert.Equal(request[4..20], answer[4..20]);
        return BinaryPrimitives.ReadUInt16BigEndian(answer);
    }

    private static async Task AssertEndsAsync(Stream stream)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var read = 1;
            while (read > 0)
            {
                // Kestrel may say why (400) before it closes.
                read = await stream.ReadAsync(new byte[1024], limit.Token);
            }
        }
        catch (IOException)
        {
            // Reset: closed as well.
        }
    }
}
