using Visio.Server.Accounts;
using Visio.Server.Policies;

namespace Visio.Server.Tests.Accounts;

[Trait("Database", "none")]
public sealed class AssuranceTests
{
    private static readonly Policy Strict = new()
    {
        HostAcr = ["eidas2", "eidas3"], HostAmr = ["pop"], AdminAcr = ["eidas3"], AdminAmr = [],
    };

    [Theory]
    [InlineData(null, "", false, false)]
    [InlineData("eidas1", "pwd", false, false)]
    [InlineData("eidas2", "pwd", true, false)]
    [InlineData("eidas3", "", true, true)]
    [InlineData("EIDAS3", "", false, false)]
    [InlineData("eidas1", "pwd pop", true, false)]
    public void One_of_the_demanded_values_is_enough(string? acr, string amr, bool host, bool admin)
    {
        var caller = new Caller { Kind = CallerKind.User, Acr = acr, Amr = amr.Split(' ').ToHashSet(StringComparer.Ordinal) };
        Assert.Equal(host, Assurance.SufficesForHost(caller, Strict));
        Assert.Equal(admin, Assurance.SufficesForAdmin(caller, Strict));
    }

    [Fact]
    public void Without_a_demand_everybody_suffices()
    {
        Assert.True(Assurance.SufficesForHost(Caller.Anonymous, Policy.Default));
        Assert.True(Assurance.SufficesForAdmin(new Caller { Kind = CallerKind.User }, Policy.Default));
    }

    [Fact]
    public void An_application_hosts_by_its_scopes() =>
        Assert.True(Assurance.SufficesForHost(new Caller { Kind = CallerKind.Application }, Strict));
}
