using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Visio.Server.Accounts;
using Visio.Server.Accounts.Oidc;
using Visio.Server.Data;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Accounts.Oidc;

/// <summary>Which account somebody gets whom the provider names.</summary>
public sealed class ProviderUsersTests
{
    private const string Issuer = "https://idp.example";

    [Fact]
    public async Task Somebody_new_gets_an_account_and_keeps_it()
    {
        await using var server = await StartAsync();
        var id = await FindAsync(server, Somebody("s1", "Ana", "ana@agence.example"));
        Assert.Equal(id, await FindAsync(server, Somebody("s1", "Ana", "ana@agence.example")));
        Assert.NotEqual(id, await FindAsync(server, Somebody("s2", "Ana", "ana2@agence.example")));
        var user = await UserAsync(server, id);
        Assert.Equal(("Ana", "ana@agence.example", true), (user.DisplayName, user.Email, user.EmailConfirmed));
    }

    [Fact]
    public async Task What_the_provider_says_anew_counts_but_its_silence_empties_nothing()
    {
        await using var server = await StartAsync();
        var id = await FindAsync(server, Somebody("s1", "Ana", "ana@agence.example"));
        await FindAsync(server, Somebody("s1", "Ana Martin", "ana.martin@agence.example"));
        await FindAsync(server, Somebody("s1", null, null));
        var user = await UserAsync(server, id);
        Assert.Equal(("Ana Martin", "ana.martin@agence.example", "ANA.MARTIN@AGENCE.EXAMPLE"), (user.DisplayName, user.Email, user.NormalizedEmail));
    }

    [Fact]
    public async Task Somebody_invited_by_address_finds_the_provisional_account()
    {
        await using var server = await StartAsync();
        var invited = await AddAsync(server, users => users.New("Ana@Agence.example"));
        Assert.True(invited.IsProvisional);
        Assert.Equal(invited.Id, await FindAsync(server, Somebody("s1", "Ana", "ana@agence.example")));
        Assert.Equal(invited.Id, await FindAsync(server, Somebody("s1", "Ana", null)));
    }

    [Fact]
    public async Task Without_matching_an_address_that_is_taken_is_refused()
    {
        await using var server = await StartAsync(oidc => oidc.MatchByEmail = false);
        var owner = await AddAsync(server, users => users.New("ana@agence.example", "Ana", confirmed: true));
        Assert.Equal(SignInProblems.EmailTaken, await RefusalAsync(server, Somebody("s1", "Ana", "ana@agence.example")));
        Assert.NotEqual(owner.Id, await FindAsync(server, Somebody("s1", "Ana", "other@agence.example")));
    }

    [Fact]
    public async Task An_account_in_use_whose_address_nobody_vouched_for_is_not_handed_over()
    {
        await using var server = await StartAsync();
        await AddAsync(server, users =>
        {
            var squatter = users.New("ana@agence.example", "Squatter");
            squatter.LastSignInAt = TimeProvider.System.GetUtcNow();
            return squatter;
        });
        Assert.Equal(SignInProblems.EmailTaken, await RefusalAsync(server, Somebody("s1", "Ana", "ana@agence.example")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_address_with_another_subject_is_the_same_account(bool immutable)
    {
        await using var server = await StartAsync(oidc => oidc.SubjectImmutable = immutable);
        var id = await FindAsync(server, Somebody("old", "Ana", "ana@agence.example"));
        Assert.Equal(id, await FindAsync(server, Somebody("new", "Ana", "ana@agence.example")));
        await using var scope = server.App.Services.CreateAsyncScope();
        var login = await scope.ServiceProvider.GetRequiredService<VisioDb>().UserLogins.SingleAsync(l => l.UserId == id);
        Assert.Equal(immutable ? "old" : "new", login.Subject);
    }

    [Fact]
    public async Task An_address_that_is_anothers_here_is_not_taken_over()
    {
        await using var server = await StartAsync();
        var ana = await FindAsync(server, Somebody("s1", "Ana", "ana@agence.example"));
        var bob = await FindAsync(server, Somebody("s2", "Bob", "bob@agence.example"));
        Assert.Equal(bob, await FindAsync(server, Somebody("s2", "Bob", "ana@agence.example")));
        Assert.Equal("bob@agence.example", (await UserAsync(server, bob)).Email);
        Assert.Equal("ana@agence.example", (await UserAsync(server, ana)).Email);
    }

    [Fact]
    public async Task A_disabled_account_is_refused_by_subject_and_by_address()
    {
        await using var server = await StartAsync();
        await FindAsync(server, Somebody("s1", "Ana", "ana@agence.example"));
        await using (var scope = server.App.Services.CreateAsyncScope())
        {
            DateTimeOffset? now = TimeProvider.System.GetUtcNow();
            await scope.ServiceProvider.GetRequiredService<VisioDb>().Users.ExecuteUpdateAsync(c => c.SetProperty(u => u.DisabledAt, now));
        }

        Assert.Equal(SignInProblems.AccountDisabled, await RefusalAsync(server, Somebody("s1", "Ana", null)));
        Assert.Equal(SignInProblems.AccountDisabled, await RefusalAsync(server, Somebody("s9", "Ana", "ana@agence.example")));
    }

    [Fact]
    public async Task Where_accounts_are_not_made_only_known_people_sign_in()
    {
        await using var server = await StartAsync();
        Assert.Equal(SignInProblems.AccountUnknown, await RefusalAsync(server, Somebody("s1", "Ana", "ana@agence.example"), create: false));
        var invited = await AddAsync(server, users => users.New("ana@agence.example"));
        Assert.Equal(invited.Id, await FindAsync(server, Somebody("s1", "Ana", "ana@agence.example"), create: false));
    }

    [Fact]
    public async Task Two_tabs_that_sign_somebody_new_in_at_once_make_one_account()
    {
        await using var server = await StartAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => FindAsync(server, Somebody("s1", "Ana", "ana@agence.example")))));
        Assert.Single(ids.Distinct());
    }

    private static Task<RunningServer> StartAsync(Action<OidcSettings>? change = null) => RunningServer.StartAsync(settings =>
    {
        var oidc = new OidcSettings { Issuer = Issuer, ClientId = "visio", ClientSecret = "secret" };
        change?.Invoke(oidc);
        return settings with { Oidc = oidc };
    });

    private static ProviderIdentity Somebody(string subject, string? name, string? email) =>
        new() { Issuer = Issuer, Subject = subject, Name = name, Email = email };

    private static Task<Guid> FindAsync(RunningServer server, ProviderIdentity who, bool create = true) =>
        server.App.Services.GetRequiredService<ProviderUsers>().FindOrCreateAsync(who, create, default);

    private static async Task<string> RefusalAsync(RunningServer server, ProviderIdentity who, bool create = true) =>
        (await Assert.ThrowsAsync<OidcException>(() => FindAsync(server, who, create))).Problem;

    private static async Task<User> UserAsync(RunningServer server, Guid id)
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<VisioDb>().Users.SingleAsync(u => u.Id == id);
    }

    private static async Task<User> AddAsync(RunningServer server, Func<Users, User> make)
    {
        await using var scope = server.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<VisioDb>();
        var user = db.Users.Add(make(scope.ServiceProvider.GetRequiredService<Users>())).Entity;
        await db.SaveChangesAsync();
        return user;
    }
}
