namespace Visio.Server.Tests.Docs;

[Trait("Database", "none")]
public sealed class OpenApiPageTests
{
    [Fact]
    public async Task The_description_of_the_API_is_the_one_that_is_committed()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = server.NewVisitor();
        CommittedPage.AssertUpToDate("openapi.json", await visitor.GetStringAsync("/api/v1/openapi.json") + "\n");
    }
}
