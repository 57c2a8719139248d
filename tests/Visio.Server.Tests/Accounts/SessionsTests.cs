using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Events;

namespace Visio.Server.Tests.Accounts;

public sealed class SessionsTests
{
    private const string Issuer = "https://idp.example";

    [Fact]
    public async Task A_session_that_ended_leaves_calls_alone_but_can_still_be_revoked()
    {
        await using var server = await RunningServer.StartAsync();
        var user = await server.AddAsync("ana@example.org");
        var session = await OpenAsync(server, user, SignInProof.Password);
        var revocations = Listen(server);
        await WithAsync(server, sessions => sessions.EndAsync(session, default));
        var row = await RowAsync(server, session);
        Assert.NotNull(row.EndedAt);
        Assert.Null(row.RevokedAt);
        Assert.Equal(0, revocations());

        await WithAsync(server, sessions => sessions.RevokeOfUserAsync(user, null, default));
        Assert.NotNull((await RowAsync(server, session)).RevokedAt);
        Assert.Equal(1, revocations());
    }

    [Fact]
    public async Task Whoever_listens_hears_of_a_revocation_when_it_is_in_the_database()
    {
        await using var server = await RunningServer.StartAsync();
        var session = await OpenAsync(server, await server.AddAsync("ana@example.org"), SignInProof.Password);
        var heard = new List<DateTimeOffset?>();
        using var subscription = server.App.Services.GetRequiredService<EventFeed>().Subscribe(happened =>
        {
            if (happened.Type == EventTypes.AccessRevoked)
            {
                using var db = Tests.Data.TestDatabase.Open(server.Data);
                heard.Add(db.Sessions.Single(s => s.Id == session).RevokedAt);
            }
        });
        await WithAsync(server, sessions => sessions.RevokeAsync(session, default));
        Assert.NotNull(Assert.Single(heard));
    }

    [Theory]
    [InlineData("sub-1", "sid-1", new[] { true, false, false, false })]
    [InlineData(null, "sid-1", new[] { true, false, false, false })]
    [InlineData("sub-1", null, new[] { true, true, false, false })]
    [InlineData("sub-2", "sid-1", new[] { false, false, false, false })]
    [InlineData(null, null, new[] { false, false, false, false })]
    public async Task A_providers_logout_reaches_the_sessions_that_it_names(string? subject, string? providerSession, bool[] revoked)
    {
        await using var server = await RunningServer.StartAsync();
        var user = await server.AddAsync("ana@example.org");
        var proof = new SignInProof(SignInMethod.OpenIdConnect) { Issuer = Issuer, Subject = "sub-1", ProviderSession = "sid-1" };
        string[] sessions =
        [
            await OpenAsync(server, user, proof),
            await OpenAsync(server, user, proof with { ProviderSession = "sid-2" }),
            await OpenAsync(server, user, proof with { Issuer = "https://other.example" }),
            await OpenAsync(server, user, SignInProof.Password),
        ];
        await WithAsync(server, s => s.RevokeOfProviderAsync(Issuer, subject, providerSession, default));
        var rows = await Task.WhenAll(sessions.Select(session => RowAsync(server, session)));
        Assert.Equal(revoked, rows.Select(row => row.RevokedAt is not null));
    }

    [Fact]
    public async Task What_was_sealed_for_a_session_goes_with_it()
    {
        await using var server = await RunningServer.StartAsync();
        var user = await server.AddAsync("ana@example.org");
        var proof = new SignInProof(SignInMethod.OpenIdConnect) { SealedIdToken = "id", SealedRefreshToken = "refresh" };
        var ended = await OpenAsync(server, user, proof);
        var revoked = await OpenAsync(server, user, proof);
        Assert.Equal("id", (await RowAsync(server, ended)).SealedIdToken);
        await WithAsync(server, sessions => sessions.EndAsync(ended, default));
        await WithAsync(server, sessions => sessions.RevokeAsync(revoked, default));
        foreach (var id in new[] { ended, revoked })
        {
            var row = await RowAsync(server, id);
            Assert.Null(row.SealedIdToken);
            Assert.Null(row.SealedRefreshToken);
        }
    }

    [Fact]
    public async Task A_session_lasts_twelve_hours_and_is_deleted_when_they_are_over()
    {
        await using var server = await RunningServer.StartAsync();
        var user = await server.AddAsync("ana@example.org");
        var session = await OpenAsync(server, user, SignInProof.Password);
        await server.AdministerAsync(user, (administration, u) => administration.LinkAsync(u, LocalAccounts.ByTest, default));
        var row = await RowAsync(server, session);
        Assert.Equal(TimeSpan.FromHours(12), row.ExpiresAt - row.CreatedAt);

        Assert.Equal(0, await server.QueryAsync(db => SignInCleanup.CleanAsync(db, row.ExpiresAt.AddSeconds(-1), default)));
        Assert.Equal(1, await server.QueryAsync(db => SignInCleanup.CleanAsync(db, row.ExpiresAt, default)));
        Assert.Equal(1, await server.QueryAsync(db => SignInCleanup.CleanAsync(db, row.ExpiresAt.AddHours(12).AddMinutes(1), default)));
        Assert.Equal(0, await server.QueryAsync(db => db.Sessions.CountAsync()));
        Assert.Equal(0, await server.QueryAsync(db => db.SignInLinks.CountAsync()));
    }

    [Fact]
    public async Task A_session_whose_time_is_over_is_nobody()
    {
        await using var server = await RunningServer.StartAsync();
        await server.AddAsync("ana@example.org");
        using var visitor = await server.NewVisitorAsync("ana@example.org");
        Assert.Equal("Ana", await visitor.WhoAsync());
        await server.QueryAsync(db => db.Sessions.ExecuteUpdateAsync(c => c.SetProperty(s => s.ExpiresAt, DateTimeOffset.UtcNow.AddSeconds(-1))));
        Assert.Null(await visitor.WhoAsync());
    }

    [Fact]
    public async Task An_administrator_by_settings_must_have_an_address_that_somebody_vouched_for()
    {
        await using var server = await RunningServer.StartAsync(settings =>
        {
            var accounts = new Visio.Server.Settings.AccountSettings();
            accounts.AdminEmails.Add("Root@example.org");
            return settings with { Accounts = accounts };
        });
        var user = await server.AddAsync("root@example.org");
        await server.QueryAsync(db => db.Users.ExecuteUpdateAsync(c => c.SetProperty(u => u.EmailConfirmed, false)));
        await OpenAsync(server, user, SignInProof.Password);
        Assert.False(await server.QueryAsync(db => db.Users.Select(u => u.IsAdmin).SingleAsync()));

        await server.QueryAsync(db => db.Users.ExecuteUpdateAsync(c => c.SetProperty(u => u.EmailConfirmed, true)));
        await OpenAsync(server, user, SignInProof.Password);
        Assert.True(await server.QueryAsync(db => db.Users.Select(u => u.IsAdmin).SingleAsync()));
        Assert.Equal(1, await server.QueryAsync(db => db.AuditLog.CountAsync(e => e.Action == "user.admin.grant")));
    }

    private static async Task<string> OpenAsync(RunningServer server, Guid userId, SignInProof proof)
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        var user = await scope.ServiceProvider.GetRequiredService<VisioDb>().Users.SingleAsync(u => u.Id == userId);
        return (await scope.ServiceProvider.GetRequiredService<Sessions>().OpenAsync(new DefaultHttpContext(), user, proof, default)).Id;
    }

    private static async Task WithAsync(RunningServer server, Func<Sessions, Task> work)
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<Sessions>());
    }

    private static Task<Session> RowAsync(RunningServer server, string id) => server.QueryAsync(db => db.Sessions.AsNoTracking().SingleAsync(s => s.Id == id));

    private static Func<int> Listen(RunningServer server)
    {
        var heard = 0;
        server.App.Services.GetRequiredService<EventFeed>().Subscribe(happened =>
        {
            if (happened.Type == EventTypes.AccessRevoked)
            {
                Interlocked.Increment(ref heard);
            }
        });
        return () => Volatile.Read(ref heard);
    }
}
