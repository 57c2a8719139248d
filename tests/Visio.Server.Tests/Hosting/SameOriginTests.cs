using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Visio.Server.Tests.Hosting;

[Trait("Database", "none")]
public sealed class SameOriginTests
{
    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task What_another_site_sends_is_refused(string header, string value)
    {
        await using var server = await RunningServer.StartAsync();
        using var victim = await server.NewSignedInVisitorAsync();
        victim.DefaultRequestHeaders.Add(header, value);
        using var create = await victim.PostAsJsonAsync("/api/v1/rooms", new { title = "x" });
        Assert.Equal(HttpStatusCode.Forbidden, create.StatusCode);
        Assert.Equal("cross_site_request", await RunningServer.CodeOf(create));
        using var signOut = await victim.DeleteAsync("/api/v1/session");
        Assert.Equal("cross_site_request", await RunningServer.CodeOf(signOut));
    }

    [Fact]
    public async Task What_our_own_pages_send_is_taken()
    {
        await using var server = await RunningServer.StartAsync();
        using var visitor = await server.NewSignedInVisitorAsync();
        visitor.DefaultRequestHeaders.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        visitor.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using var create = await visitor.PostAsJsonAsync("/api/v1/rooms", new { title = "x" });
        Assert.Equal(HttpStatusCode.Created, create.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    public async Task What_a_form_can_send_is_refused(string contentType)
    {
        await using var server = await RunningServer.StartAsync();
        using var victim = await server.NewSignedInVisitorAsync();
        using var content = new StringContent("{}", Encoding.UTF8, contentType);
        using var create = await victim.PostAsync("/api/v1/rooms", content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, create.StatusCode);
        Assert.Equal("json_required", await RunningServer.CodeOf(create));
    }
}
