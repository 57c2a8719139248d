using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Accounts;
using Visio.Server.Audit;
using Visio.Server.Data;

namespace Visio.Server.Tests.Accounts;

/// <summary>Accounts with passwords on a server of a test.</summary>
internal static class LocalAccounts
{
    public const string GoodPassword = "quatre lunes de granit";

    public static AuditEvent ByTest(string action, string? target = null, string? room = null, object? details = null) =>
        new(AuditActor.Operator, null, action, target, room, details);

    public static async Task<Guid> AddAsync(this RunningServer server, string email, string? password = GoodPassword, bool admin = false, string name = "Ana")
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        var administration = scope.ServiceProvider.GetRequiredService<UserAdministration>();
        var user = await administration.CreateAsync(email, name, admin, ByTest, default);
        if (password is not null)
        {
            await administration.SetPasswordAsync(user!, password, ByTest, default);
        }

        return user!.Id;
    }

    /// <summary>Does something with one account as an administrator would.</summary>
    public static async Task AdministerAsync(this RunningServer server, Guid id, Func<UserAdministration, User, Task> work)
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<VisioDb>().Users.SingleAsync(u => u.Id == id);
        await work(scope.ServiceProvider.GetRequiredService<UserAdministration>(), user);
    }

    public static async Task<T> QueryAsync<T>(this RunningServer server, Func<VisioDb, Task<T>> query)
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<VisioDb>());
    }

    public static Task<HttpResponseMessage> SignInAsync(this HttpClient visitor, string email, string password = GoodPassword) =>
        visitor.PostAsJsonAsync("/api/v1/session/password", new { email, password });

    public static async Task<HttpClient> NewVisitorAsync(this RunningServer server, string email, string password = GoodPassword)
    {
        var visitor = server.NewVisitor();
        using var answer = await visitor.SignInAsync(email, password);
        answer.EnsureSuccessStatusCode();
        return visitor;
    }

    /// <summary>The account's name, or null for nobody.</summary>
    public static async Task<string?> WhoAsync(this HttpClient visitor)
    {
        var user = (await visitor.GetFromJsonAsync<JsonElement>("/api/v1/session")).GetProperty("user");
        return user.ValueKind == JsonValueKind.Null ? null : user.GetProperty("displayName").GetString();
    }
}
