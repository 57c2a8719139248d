using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Data;

namespace Visio.Server.Tests.Admin;

/// <summary>Browsers of people with accounts, and one of an administrator.</summary>
internal static class AdminVisitor
{
    public static async Task<HttpClient> NewAdminAsync(this RunningServer server) => (await server.NewUserAsync("Root", "admin@localhost")).Visitor;

    /// <summary>Signs somebody in and gives the account's id.</summary>
    public static async Task<(HttpClient Visitor, Guid Id)> NewUserAsync(this RunningServer server, string name, string email)
    {
        var visitor = server.NewVisitor();
        using var answer = await visitor.PostAsJsonAsync("/api/v1/session", new { displayName = name, email });
        answer.EnsureSuccessStatusCode();
        return (visitor, (await RunningServer.JsonOf(answer)).GetProperty("user").GetProperty("id").GetGuid());
    }

    public static async Task<T> InDatabaseAsync<T>(this RunningServer server, Func<VisioDb, Task<T>> work)
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<VisioDb>());
    }
}
