using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Visio.Server.Audit;
using Visio.Server.CommandLine;
using Visio.Server.Tests.Data;

namespace Visio.Server.Tests.CommandLine;

public sealed class DataCommandTests : IDisposable
{
    private readonly TemporaryFolder _old = new();
    private readonly TemporaryFolder _new = new();
    private readonly TemporaryFolder _files = new();

    [Fact]
    public async Task A_server_is_carried_to_another_machine_while_it_runs_and_nobody_signs_in_again()
    {
        await using var server = await RunningServer.StartAsync(data: _old);
        using var visitor = server.NewVisitor();
        using var signedIn = await visitor.PostAsJsonAsync("/api/v1/session", new { displayName = "Ana" });
        using var created = await visitor.PostAsJsonAsync("/api/v1/rooms", new { title = "Carried" });
        var slug = (await RunningServer.JsonOf(created)).GetProperty("slug").GetString();

        var (code, output, error) = await RunAsync(_old, "backup", _files["b.tar.gz"]);
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Contains("b.tar.gz: ", output, StringComparison.Ordinal);
        (code, _, error) = await RunAsync(_old, "backup", _files["b.tar.gz"]);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("exists already", error, StringComparison.Ordinal);

        await TestDatabase.PrepareAsync(_new);
        (code, output, error) = await RunAsync(_new, "restore", _files["b.tar.gz"]);
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Contains("The audit log is sound", output, StringComparison.Ordinal);
        (code, _, error) = await RunAsync(_new, "restore", _files["b.tar.gz"]);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("not empty", error, StringComparison.Ordinal);

        await using var other = await RunningServer.StartAsync(data: _new);
        using var carried = other.NewVisitor();
        carried.DefaultRequestHeaders.Add("Cookie", signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        var session = await carried.GetFromJsonAsync<JsonElement>("/api/v1/session");
        Assert.Equal("Ana", session.GetProperty("user").GetProperty("displayName").GetString());
        using var found = await carried.GetAsync($"/api/v1/rooms/{slug}");
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Equal("Carried", (await RunningServer.JsonOf(found)).GetProperty("title").GetString());
    }

    [Fact]
    public async Task The_audit_log_is_listed_and_verified_and_tampering_ends_with_1()
    {
        await TestDatabase.PrepareUpgradedAsync(_old);
        await using (var db = TestDatabase.Open(_old))
        {
            for (var i = 1; i <= 3; i++)
            {
                db.Record(new(AuditActor.Operator, null, "test." + i, Details: new { text = "a\u202eb" }));
            }

            await db.SaveChangesAsync();
        }

        var (code, output, _) = await RunAsync(_old, "audit", "verify");
        Assert.Equal(ExitCode.Done, code);
        Assert.StartsWith("The audit log is sound: 3 entries, 1 to 3, after 0000", output, StringComparison.Ordinal);

        (_, output, _) = await RunAsync(_old, "audit", "list", "--limit", "2");
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["test.3", "test.2"], lines.Select(line => line.GetProperty("action").GetString()));
        Assert.Equal("operator", lines[0].GetProperty("actor").GetString());
        Assert.DoesNotContain('\u202e', output);
        (_, output, _) = await RunAsync(_old, "audit", "list", "--before", "2");
        Assert.Contains("test.1", output, StringComparison.Ordinal);

        _old.DatabaseIsAltered = true;
        await using (var connection = TestDatabase.Connect(_old))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = (TestDatabase.IsPostgres ? "DROP FUNCTION audit_log_refusal CASCADE" : "DROP TRIGGER audit_log_unchanged")
                + "; UPDATE audit_log SET action = 'x' WHERE sequence = 2";
            await command.ExecuteNonQueryAsync();
        }

        (code, _, var error) = await RunAsync(_old, "audit", "verify");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("entry 2 was changed", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_database_there_is_nothing_to_back_up()
    {
        var (code, _, error) = await RunAsync(_old, "backup", _files["b.tar.gz"]);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("no database", error, StringComparison.Ordinal);
        (code, _, _) = await RunAsync(_old, "restore", _files["none.tar.gz"]);
        Assert.Equal(ExitCode.Failed, code);
    }

    public void Dispose()
    {
        foreach (var folder in new[] { _old, _new, _files })
        {
            TestDatabase.ClearPool(folder);
            folder.Dispose();
        }
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(TemporaryFolder data, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await VisioCommandLine.RunAsync([.. args, "--dev", "--data", data.Path], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
