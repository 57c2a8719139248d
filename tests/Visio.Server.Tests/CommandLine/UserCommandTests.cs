using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Audit;
using Visio.Server.CommandLine;
using Visio.Server.Tests.Accounts;
using Visio.Server.Tests.Data;

namespace Visio.Server.Tests.CommandLine;

public sealed class UserCommandTests : IAsyncLifetime
{
    private const string Email = "ana@example.org";
    private readonly TemporaryFolder _data = new();

    public Task InitializeAsync() => TestDatabase.PrepareAsync(_data);

    public Task DisposeAsync()
    {
        TestDatabase.ClearPool(_data);
        _data.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_account_is_added_listed_and_shown()
    {
        var (code, output, _) = await RunAsync("add", Email, "--name", "Ana", "--admin");
        Assert.Equal(ExitCode.Done, code);
        Assert.Matches("^http://127.0.0.1:8080/link#[A-Za-z0-9_-]{43}\n$", output);

        (code, output, _) = await RunAsync("list");
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains($"{Email}  Ana  administrator", output, StringComparison.Ordinal);
        (_, output, _) = await RunAsync("list", "--json");
        Assert.Equal("Ana", JsonDocument.Parse(output.Trim()).RootElement.GetProperty("displayName").GetString());
        (_, output, _) = await RunAsync("show", Email.ToUpperInvariant(), "--json");
        var shown = JsonDocument.Parse(output).RootElement;
        Assert.False(shown.GetProperty("hasPassword").GetBoolean());
        Assert.Equal(0, shown.GetProperty("sessions").GetInt32());
        (code, output, _) = await RunAsync("show", shown.GetProperty("id").GetString()!);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains($"email: {Email}", output, StringComparison.Ordinal);

        (code, _, var error) = await RunAsync("add", Email);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("already", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("add")]
    [InlineData("add", "no address")]
    [InlineData("add", Email, "--name", "\u202e")]
    [InlineData("show")]
    [InlineData("merge", "one")]
    [InlineData("erase", Email)]
    [InlineData("fly", Email)]
    [InlineData("password", Email, "--password", "secret")]
    public async Task Wrong_usage_ends_with_2(params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Empty(output);
        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("show", Email)]
    [InlineData("disable", Email)]
    [InlineData("enable", "00000000-0000-0000-0000-000000000000")]
    [InlineData("admin", Email, "--revoke")]
    [InlineData("admin", "no address")]
    [InlineData("password", Email)]
    [InlineData("link", Email)]
    [InlineData("sign-out", Email)]
    [InlineData("merge", Email, "bob@example.org")]
    [InlineData("export", Email)]
    [InlineData("erase", Email, "--yes")]
    public async Task Somebody_unknown_ends_with_1(params string[] args)
    {
        var (code, _, error) = await RunAsync(args);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("There is no account", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_read_from_the_input_and_opens_the_account()
    {
        await RunAsync("add", Email);
        var (code, _, error) = await TypeAsync("short\n", "password", Email);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("12 to 256", error, StringComparison.Ordinal);
        (code, _, _) = await TypeAsync("", "password", Email);
        Assert.Equal(ExitCode.Failed, code);
        (code, var output, _) = await TypeAsync(LocalAccounts.GoodPassword + "\nsecond line\n", "password", Email);
        Assert.Equal(ExitCode.Done, code);
        Assert.DoesNotContain(LocalAccounts.GoodPassword, output, StringComparison.Ordinal);

        await using var server = await RunningServer.StartAsync(data: _data, dev: false);
        using var visitor = server.NewVisitor();
        using var answer = await visitor.SignInAsync(Email);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_running_server_follows()
    {
        await using var server = await RunningServer.StartAsync(data: _data, dev: false);
        var (_, output, _) = await RunAsync("add", Email);
        using var visitor = server.NewVisitor();
        using var answer = await visitor.PostAsJsonAsync("/api/v1/session/link", new { token = output.Trim().Split('#')[1] });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        (_, output, _) = await RunAsync("sign-out", Email);
        Assert.Equal("1 sessions ended.\n", output);
        Assert.Null(await visitor.WhoAsync());

        (_, output, _) = await RunAsync("link", Email);
        var token = output.Trim().Split('#')[1];
        await RunAsync("disable", Email);
        using var disabled = await visitor.PostAsJsonAsync("/api/v1/session/link", new { token });
        Assert.Equal("account_disabled", await RunningServer.CodeOf(disabled));
        var (code, _, error) = await RunAsync("link", Email);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("enable it first", error, StringComparison.Ordinal);
        await RunAsync("enable", Email);
        using var enabled = await visitor.PostAsJsonAsync("/api/v1/session/link", new { token });
        Assert.Equal(HttpStatusCode.OK, enabled.StatusCode);

        await using var db = TestDatabase.Open(_data);
        var audited = await db.AuditLog.Where(e => e.Actor == AuditActor.Operator).OrderBy(e => e.Sequence).Select(e => e.Action).ToListAsync();
        Assert.Equal(["user.create", "user.link.create", "user.session.revoke", "user.link.create", "user.disable", "user.enable"], audited);
    }

    [Fact]
    public async Task An_administrator_can_be_named_before_the_first_sign_in()
    {
        var (code, output, _) = await RunAsync("admin", Email);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("is an administrator", output, StringComparison.Ordinal);
        (_, output, _) = await RunAsync("list");
        Assert.Contains("administrator  provisional", output, StringComparison.Ordinal);
        await RunAsync("admin", Email, "--revoke");
        (_, output, _) = await RunAsync("list");
        Assert.DoesNotContain("administrator", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_accounts_become_one()
    {
        await RunAsync("add", Email, "--name", "Ana");
        await RunAsync("add", "ana@old.example");
        var (code, _, error) = await RunAsync("merge", Email, Email);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("same account", error, StringComparison.Ordinal);
        (code, _, _) = await RunAsync("merge", "ana@old.example", Email);
        Assert.Equal(ExitCode.Done, code);
        var (_, output, _) = await RunAsync("list", "--json");
        Assert.Equal(Email, JsonDocument.Parse(output.Trim()).RootElement.GetProperty("email").GetString());
    }

    [Fact]
    public async Task A_person_is_exported_and_erased()
    {
        await RunAsync("add", Email, "--name", "Ana");
        var (_, output, _) = await RunAsync("export", Email);
        Assert.Contains(Email, output, StringComparison.Ordinal);
        var file = _data["ana.json"];
        var (code, _, _) = await RunAsync("export", Email, "--output", file);
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Contains(Email, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        (code, _, _) = await RunAsync("export", Email, "--output", file);
        Assert.Equal(ExitCode.Failed, code);

        (code, _, _) = await RunAsync("erase", Email, "--yes", "--heir", Email);
        Assert.Equal(ExitCode.Failed, code);
        (code, output, _) = await RunAsync("erase", Email, "--yes");
        Assert.Equal(ExitCode.Done, code);
        Assert.StartsWith("Erased, with 0 rooms", output, StringComparison.Ordinal);
        (_, output, _) = await RunAsync("list");
        Assert.Empty(output);
    }

    [Fact]
    public async Task A_new_server_prints_the_link_that_makes_its_administrator_until_there_is_one()
    {
        var first = await ServeAsync();
        var link = Assert.Single(first.Split('\n'), line => line.Contains("/setup#", StringComparison.Ordinal));
        var second = await ServeAsync();
        Assert.Contains("/setup#", second, StringComparison.Ordinal);
        Assert.DoesNotContain(link.Split('#')[1], second, StringComparison.Ordinal);

        await RunAsync("add", Email, "--admin");
        await TypeAsync(LocalAccounts.GoodPassword, "password", Email);
        Assert.DoesNotContain("/setup#", await ServeAsync(), StringComparison.Ordinal);
    }

    private async Task<string> ServeAsync()
    {
        using var stop = new CancellationTokenSource();
        await using var output = new StartedOutput();
        var running = VisioCommandLine.RunAsync(
            ["serve", "--media", "in-process", "--urls", "http://127.0.0.1:0", "--media-port", "0", "--data", _data.Path], output, TextWriter.Null, stop.Token);
        Assert.Same(output.Started, await Task.WhenAny(output.Started, running));
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await running);
        return output.ToString();
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => TypeAsync("", args);

    private async Task<(int Code, string Output, string Error)> TypeAsync(string typed, params string[] args)
    {
        using var input = new StringReader(typed);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter();
        var code = await VisioCommandLine.RunAsync(["user", .. args, "--data", _data.Path], output, error, input: input);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Output of a server that says when everything was printed: it flushes then.</summary>
    private sealed class StartedOutput : StringWriter
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Started => _started.Task;

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            _started.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
