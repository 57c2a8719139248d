using Visio.Server.Doctor;
using Visio.Server.Settings;
using Visio.Server.Tests.Accounts.Oidc;

namespace Visio.Server.Tests.Doctor;

[Trait("Database", "none")]
public sealed class IdentityProviderChecksTests(ProviderProcess provider) : IClassFixture<ProviderProcess>
{
    [Fact]
    public async Task A_provider_that_fits_is_well()
    {
        var findings = await RunAsync(oidc => oidc.ResourceServer.ClientId = "visio-rs");
        Assert.All(findings, finding => Assert.True(finding.IsWell, finding.Detail));
        Assert.Equal(["identity provider", "ES256", "client_secret_post", "introspection", "provider's clock"], findings.Select(finding => finding.Check));
    }

    [Fact]
    public async Task No_provider_is_well_too() => Assert.True(Assert.Single(await RunAsync(oidc => oidc.Issuer = "")).IsWell);

    [Fact]
    public async Task A_provider_that_is_not_there_is_found()
    {
        var gone = await EvilProvider.StartAsync();
        await gone.DisposeAsync();
        Assert.False(Assert.Single(await RunAsync(oidc => oidc.Issuer = gone.Issuer)).IsWell);
    }

    [Fact]
    public async Task A_provider_of_another_name_without_our_algorithm_is_found()
    {
        await using var evil = await EvilProvider.StartAsync();
        evil.Lies = new Lies { Discovery = found => (found["issuer"], found["id_token_signing_alg_values_supported"]) = ("https://other.example", "ES256") };
        var findings = await RunAsync(oidc => oidc.Issuer = evil.Issuer);
        Assert.Equal(["identity provider", "ES256"], findings.Where(finding => !finding.IsWell).Select(finding => finding.Check));
    }

    [Fact]
    public async Task A_clock_that_goes_wrong_is_found()
    {
        var findings = await RunAsync(_ => { }, new ShiftedTime(TimeSpan.FromMinutes(-5)));
        Assert.Equal("provider's clock", Assert.Single(findings, finding => !finding.IsWell).Check);
    }

    private async Task<IReadOnlyList<Finding>> RunAsync(Action<OidcSettings> change, TimeProvider? time = null)
    {
        var oidc = new OidcSettings { Issuer = provider.Issuer, ClientId = "visio", ClientSecret = "secret" };
        change(oidc);
        using var folder = new TemporaryFolder();
        var settings = SettingsLoader.Load(new SettingsSource { Dev = true, Data = folder.Path }) with { Oidc = oidc };
        return await IdentityProviderChecks.RunAsync(settings, time ?? TimeProvider.System, default);
    }
}
