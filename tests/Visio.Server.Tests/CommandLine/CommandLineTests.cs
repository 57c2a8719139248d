using System.Net;
using System.Net.Sockets;
using Microsoft.IdentityModel.JsonWebTokens;
using Visio.Server.CommandLine;

namespace Visio.Server.Tests.CommandLine;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    [Theory]
    [InlineData]
    [InlineData("fly")]
    [InlineData("serve", "--fast")]
    [InlineData("serve", "--media-port", "many")]
    [InlineData("token", "--room", "r")]
    [InlineData("token", "--room", "r", "--identity", "i", "--valid-for", "never")]
    [InlineData("token", "--room", "r", "--identity", "i", "--dev", "--valid-for", "-01:00:00")]
    public async Task Wrong_usage_ends_with_2_and_says_why(params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Empty(output);
        Assert.Contains("visio --help", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_ends_with_0()
    {
        var (code, output, _) = await RunAsync("--help");
        Assert.Equal(ExitCode.Done, code);
        foreach (var command in new[] { "serve", "media", "doctor", "token" })
        {
            Assert.Contains(command, output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("media")]
    [InlineData("doctor")]
    public async Task Dev_on_an_address_that_others_reach_is_wrong_usage(string command)
    {
        var (code, _, error) = await RunAsync(command, "--dev", "--urls", "http://0.0.0.0:0", "--data", _data.Path);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains("--dev-allow-remote", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_media_server_refuses_to_use_another()
    {
        File.WriteAllText(_data["visio.json"], """{ "LiveKit": { "Url": "ws://127.0.0.1:9" } }""");
        var (code, _, error) = await RunAsync("media", "--dev", "--urls", "http://127.0.0.1:0", "--data", _data.Path);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains("LiveKit:Url", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_says_where_it_listens_and_ends_with_0_when_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var output = new LineSignal("listening on http://127.0.0.1:");
        var running = VisioCommandLine.RunAsync(
            ["serve", "--dev", "--urls", "http://127.0.0.1:0", "--media-port", "0", "--data", _data.Path], output, TextWriter.Null, stop.Token);
        Assert.Same(output.Seen, await Task.WhenAny(output.Seen, running));
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await running);
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_with_1_and_points_to_the_doctor()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://{taken.LocalEndpoint}";
        var (code, _, error) = await RunAsync("serve", "--dev", "--urls", url, "--media-port", "0", "--data", _data.Path);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("visio doctor", error, StringComparison.Ordinal);

        (code, var findings, _) = await RunAsync("doctor", "--dev", "--urls", url, "--media-port", "0", "--data", _data.Path);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains(findings.Split('\n'), line => line.StartsWith("FAIL  web port", StringComparison.Ordinal));
        Assert.Contains("choose another with --urls", findings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_looks_at_everything_and_finds_a_damaged_database()
    {
        await File.WriteAllTextAsync(_data["visio.db"], new string('x', 4096));
        var (code, findings, _) = await RunAsync("doctor", "--urls", "http://127.0.0.1:0", "--media-port", "0", "--data", _data.Path);
        Assert.Equal(ExitCode.Failed, code);
        foreach (var check in new[] { "web port 0/tcp", "media port 0/udp", "media port 0/tcp", "libssl.so.3", "libcrypto.so.3", "clock", "data folder", "disk space", "secrets" })
        {
            Assert.Contains(findings.Split('\n'), line => line.StartsWith("ok    " + check, StringComparison.Ordinal));
        }

        Assert.Contains(findings.Split('\n'), line => line.StartsWith("FAIL  database", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_is_signed_with_the_servers_own_key_and_taken_by_it()
    {
        await using var server = await RunningServer.StartAsync(dev: false, data: _data);
        var (code, output, _) = await RunAsync("token", "--room", "r", "--identity", "robot", "--name", "Robot", "--admin", "--data", _data.Path);
        Assert.Equal(ExitCode.Done, code);
        var token = new JsonWebToken(output.Trim());
        Assert.Equal("robot", token.Subject);
        Assert.Equal("Robot", token.GetPayloadValue<string>("name"));
        Assert.True(token.GetPayloadValue<System.Text.Json.JsonElement>("video").GetProperty("roomAdmin").GetBoolean());

        using var client = server.NewVisitor();
        using var answer = await client.GetAsync(RunningServer.ValidateUrl(output.Trim()));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var (_, foreign, _) = await RunAsync("token", "--dev", "--room", "r", "--identity", "robot");
        using var refused = await client.GetAsync(RunningServer.ValidateUrl(foreign.Trim()));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    public void Dispose() => _data.Dispose();

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await VisioCommandLine.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
