using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Data;

namespace Visio.Server.Tests.Admin;

/// <summary>Browsers of people with accounts, and one of an administrator.</summary>
internal static class AdminVisitor
{
    public static async Task<HttpClient> NewAdminAsync(this RunningServer server, string email = "admin@visio.test")
    {
        var (visitor, id) = await server.NewUserAsync("Admin", email);
        await server.InDatabaseAsync(db => db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.IsAdmin, true)));
        return visitor;
    }

    /// <summary>Signs somebody in and gives the account's id.</summary>
    public static async Task<(HttpClient Visitor, Guid Id)> NewUserAsync(this RunningServer server, string name, string email)
    {
        var visitor = server.NewVisitor();
        using var answer = await visitor.PostAsJsonAsync("/api/v1/session", new { displayName = name });
        answer.EnsureSuccessStatusCode();
        var normalized = email.ToUpperInvariant();
        var id = await server.InDatabaseAsync(db => db.Users.Where(u => u.DisplayName == name && u.Email == null).Select(u => u.Id).SingleAsync());
        await server.InDatabaseAsync(db => db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(
            u => u.SetProperty(x => x.Email, email).SetProperty(x => x.NormalizedEmail, normalized)));
        return (visitor, id);
    }

    public static async Task<T> InDatabaseAsync<T>(this RunningServer server, Func<VisioDb, Task<T>> work)
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<VisioDb>());
    }
}
