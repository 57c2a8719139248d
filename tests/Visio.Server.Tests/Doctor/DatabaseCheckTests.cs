using Visio.Server.CommandLine;
using Visio.Server.Doctor;
using Visio.Server.Settings;
using Visio.Server.Tests.Data;

namespace Visio.Server.Tests.Doctor;

public sealed class DatabaseCheckTests
{
    [Fact]
    public async Task The_database_of_the_settings_is_looked_at()
    {
        using var folder = new TemporaryFolder();
        await TestDatabase.PrepareAsync(folder);
        var finding = Look(folder, folder.PostgresConnection);
        Assert.True(finding.IsWell, finding.Detail);
        Assert.Equal(TestDatabase.IsPostgres, finding.Detail.StartsWith("PostgreSQL ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=visio;Username=visio")]
    [InlineData("no connection string")]
    public void A_database_that_cannot_be_reached_is_said_to_be_so(string connection)
    {
        using var folder = new TemporaryFolder();
        var finding = Look(folder, connection);
        Assert.False(finding.IsWell);
        Assert.Contains("Database:Postgres", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_without_its_database_fails_with_a_word_and_no_trace()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["visio.json"], """{"Database":{"Postgres":"Host=127.0.0.1;Port=1;Database=visio;Username=visio;Password=hush"}}""");
        await using var error = new StringWriter();
        Assert.Equal(ExitCode.Failed, await VisioCommandLine.RunAsync(["user", "list", "--dev", "--data", folder.Path], TextWriter.Null, error));
        Assert.StartsWith("The database cannot be used: ", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_string_that_is_none_is_a_setting_that_cannot_be_used()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["visio.json"], """{"Database":{"Postgres":"postgres://visio:hush@db/visio"}}""");
        await using var error = new StringWriter();
        Assert.Equal(ExitCode.WrongUsage, await VisioCommandLine.RunAsync(["user", "list", "--dev", "--data", folder.Path], TextWriter.Null, error));
        Assert.Contains("Database:Postgres", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", error.ToString(), StringComparison.Ordinal);
    }

    private static Finding Look(TemporaryFolder folder, string? postgres)
    {
        var settings = SettingsLoader.Load(new SettingsSource { Dev = true, Data = folder.Path, Urls = "http://127.0.0.1:0" });
        return DataChecks.Run(settings with { PostgresConnection = postgres }).Single(finding => finding.Check == "database");
    }
}
