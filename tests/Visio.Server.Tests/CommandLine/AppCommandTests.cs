using Microsoft.EntityFrameworkCore;
using Visio.Server.CommandLine;
using Visio.Server.Tests.Admin;
using Visio.Server.Tests.Applications;

namespace Visio.Server.Tests.CommandLine;

public sealed class AppCommandTests
{
    [Fact]
    public async Task The_operator_makes_changes_and_removes_an_application_that_a_running_server_takes()
    {
        await using var server = await RunningServer.StartAsync();
        var data = server.Data.Path;
        var made = await DoneAsync(data, "add", "Calendar", "--scope", "rooms:read", "rooms:create", "--domain", "ministry.test");
        var (id, secret) = (Word(made, "client id"), Word(made, "client secret"));
        var application = new TestApplication(server, null!, Guid.Empty, id, secret);
        using var program = await application.NewProgramAsync("ana@ministry.test", "rooms:read");
        Assert.Contains(id, await DoneAsync(data, "list"), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await DoneAsync(data, "show", "Calendar"), StringComparison.Ordinal);

        var rotated = Word(await DoneAsync(data, "secret", id), "client secret");
        using var former = await program.GetAsync("/api/v1/rooms/abc-defg-hij");
        Assert.Equal("invalid_token", await RunningServer.CodeOf(former));
        application = application with { Secret = rotated };
        await DoneAsync(data, "scopes", id, "meetings:read");
        await DoneAsync(data, "domains", id, "*");
        using var given = await application.AskForTokenAsync("eve@elsewhere.test");
        Assert.Equal("meetings:read", (await RunningServer.JsonOf(given)).GetProperty("scope").GetString());

        var webhook = await DoneAsync(data, "webhook", "add", id, "https://example.org/hook", "--event", "meeting.started");
        Assert.StartsWith("whsec_", Word(webhook, "key"), StringComparison.Ordinal);
        Assert.Contains("https://example.org/hook", await DoneAsync(data, "webhook", "list", id), StringComparison.Ordinal);
        await DoneAsync(data, "webhook", "remove", id, Word(webhook, "webhook"));

        await DoneAsync(data, "disable", id);
        using var refused = await application.AskForTokenAsync();
        Assert.False(refused.IsSuccessStatusCode);
        await DoneAsync(data, "enable", id);
        using var enabled = await application.AskForTokenAsync();
        Assert.True(enabled.IsSuccessStatusCode);
        await DoneAsync(data, "remove", id);
        Assert.Equal(0, await server.InDatabaseAsync(db => db.Applications.CountAsync()));
        Assert.Equal(9, await server.InDatabaseAsync(db => db.AuditLog.CountAsync(e => e.Actor == Visio.Server.Audit.AuditActor.Operator)));
    }

    [Theory]
    [InlineData(ExitCode.WrongUsage, "add", "Calendar", "--scope", "rooms:fly")]
    [InlineData(ExitCode.WrongUsage, "add", "Calendar", "--domain", "no domain")]
    [InlineData(ExitCode.Failed, "show", "nobody")]
    [InlineData(ExitCode.WrongUsage, "fly")]
    public async Task What_cannot_be_done_says_so(int code, params string[] args)
    {
        using var data = new TemporaryFolder();
        await Data.TestDatabase.PrepareAsync(data);
        var (ended, _, error) = await RunAsync(data.Path, args);
        Assert.Equal(code, ended);
        Assert.NotEmpty(error);
    }

    private static string Word(string output, string label) =>
        output.Split('\n').Single(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..].Trim();

    private static async Task<string> DoneAsync(string data, params string[] args)
    {
        var (code, output, error) = await RunAsync(data, args);
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
        return output;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string data, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await VisioCommandLine.RunAsync(["app", .. args, "--data", data, "--dev"], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
