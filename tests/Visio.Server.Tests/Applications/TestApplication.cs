using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Visio.Server.Tests.Applications;

/// <summary>An application that an administrator made.</summary>
internal sealed record TestApplication(RunningServer Server, HttpClient Admin, Guid Id, string ClientId, string Secret)
{
    public const string TokenUrl = "/api/v1/oauth/token";

    public string Url => $"/api/v1/admin/applications/{Id}";

    public static async Task<TestApplication> CreateAsync(RunningServer server, HttpClient admin, string scopes, string domains)
    {
        using var answer = await admin.PostAsJsonAsync(
            "/api/v1/admin/applications", new { name = "Calendar", scopes = scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries), domains = domains.Split(' ', StringSplitOptions.RemoveEmptyEntries) });
        answer.EnsureSuccessStatusCode();
        var made = await RunningServer.JsonOf(answer);
        return new(server, admin, made.GetProperty("id").GetGuid(), made.GetProperty("clientId").GetString()!, made.GetProperty("secret").GetString()!);
    }

    public Task<HttpResponseMessage> AskForTokenAsync(string? actFor = null, string? scope = null, string? secret = null)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = ClientId,
            ["client_secret"] = secret ?? Secret,
        };
        if (actFor is not null)
        {
            form["act_for"] = actFor;
        }

        if (scope is not null)
        {
            form["scope"] = scope;
        }

        return AskAsync(form);
    }

    public async Task<HttpResponseMessage> AskAsync(IEnumerable<KeyValuePair<string, string>> form, AuthenticationHeaderValue? authorization = null)
    {
        using var program = Server.NewVisitor();
        program.DefaultRequestHeaders.Authorization = authorization;
        return await program.PostAsync(TokenUrl, new FormUrlEncodedContent(form));
    }

    public async Task<string> TokenAsync(string? actFor = null, string? scope = null)
    {
        using var answer = await AskForTokenAsync(actFor, scope);
        answer.EnsureSuccessStatusCode();
        return (await RunningServer.JsonOf(answer)).GetProperty("access_token").GetString()!;
    }

    /// <summary>A program with an access token.</summary>
    public async Task<HttpClient> NewProgramAsync(string? actFor = null, string? scope = null) => Bearer(Server, await TokenAsync(actFor, scope));

    public static HttpClient Bearer(RunningServer server, string token)
    {
        var program = server.NewVisitor();
        program.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return program;
    }
}
