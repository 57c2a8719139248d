using System.Net;
using System.Net.Http.Headers;
using Visio.Server.Tests.Accounts.Oidc;

namespace Visio.Server.Tests.Applications.ResourceServer;

/// <summary>Answers about a token that must not be believed: each request would succeed but for one lie.</summary>
public sealed class RefusedIntrospectionTests
{
    private static readonly long Now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static readonly Dictionary<string, Lies> OfBothKinds = new(StringComparer.Ordinal)
    {
        ["not active"] = new() { Introspection = (_, about) => about["active"] = false },
        ["active by the word"] = new() { Introspection = (_, about) => about["active"] = 1 },
        ["no subject"] = new() { Introspection = (_, about) => about.Remove("sub") },
        ["no client"] = new() { Introspection = (_, about) => about.Remove("client_id") },
        ["no scope"] = new() { Introspection = (_, about) => about.Remove("scope") },
        ["another scope"] = new() { Introspection = (_, about) => about["scope"] = "openid lasuite_visio2 lasuite_visio:rooms:list" },
        ["expired"] = new() { Introspection = (_, about) => about["exp"] = Now - 5 },
        ["of another issuer"] = new() { Introspection = (answer, _) => answer["iss"] = "https://evil.example" },
        ["for another audience"] = new() { Introspection = (answer, _) => answer["aud"] = "another-resource-server" },
    };

    private static readonly Dictionary<string, Lies> OfSigned = new(StringComparer.Ordinal)
    {
        ["signed by another"] = new() { Signature = (_, _) => "AAAA" },
        ["alg none"] = new() { Header = header => header["alg"] = "none", Signature = (_, _) => "" },
        ["of another kind"] = new() { Header = header => header["typ"] = "JWT" },
        ["old"] = new() { Introspection = (answer, _) => answer["iat"] = Now - 300 },
        ["without a time"] = new() { Introspection = (answer, _) => answer.Remove("iat") },
        ["about nothing"] = new() { Introspection = (answer, _) => answer.Remove("token_introspection") },
        ["about a text"] = new() { Introspection = (answer, _) => answer["token_introspection"] = "active" },
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_without_a_lie_the_token_is_taken(bool signed)
    {
        await using var provider = await EvilProvider.StartAsync();
        var oidc = provider.Settings;
        (oidc.ResourceServer.ClientId, oidc.ResourceServer.ClientSecret) = ("visio-rs", "secret");
        oidc.ResourceServer.SignedAnswers = signed;
        await using var server = await RunningServer.StartAsync(settings => settings with { Oidc = oidc });

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "honest"));
        foreach (var (name, lies) in signed ? OfBothKinds.Concat(OfSigned) : OfBothKinds)
        {
            provider.Lies = lies;
            Assert.True(await StatusAsync(server, name) == HttpStatusCode.Unauthorized, name);
        }

        // What was believed is believed for some seconds, the good and the bad.
        provider.Lies = new Lies();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "honest"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "not active"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, "another honest one"));
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string token)
    {
        using var program = server.NewVisitor();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Replace(' ', '-'));
        using var answer = await program.GetAsync("/api/v1/rooms");
        return answer.StatusCode;
    }
}
