using Visio.Server.Settings;

namespace Visio.Server.Tests.Settings;

[Trait("Database", "none")]
public sealed class TlsSettingsRulesTests : IDisposable
{
    private static readonly Dictionary<string, Action<VisioOptions>> Wrong = new(StringComparer.Ordinal)
    {
        ["Acme has settings, but not Acme:AgreeToTerms"] = options => (options.Acme.AgreeToTerms, options.Acme.Contact) = (false, "it@visio.example"),
        ["Acme needs Tls:Domains"] = options => options.Tls.Domains.Clear(),
        ["Acme needs Tls:Domains: the names"] = options => options.Tls.Domains.Add("192.0.2.1"),
        ["Acme needs Tls:Domains: the names that"] = options => options.Tls.Domains.Add("localhost"),
        ["Tls:CertificateFile and Acme:AgreeToTerms are both set"] = options => options.Tls.CertificateFile = "visio.pem",
        ["Acme:Directory is 'http://ca.example/'"] = options => options.Acme.Directory = "http://ca.example/",
        ["Acme:Contact must be"] = options => options.Acme.Contact = "nobody",
        ["Acme:AccountKeyId and"] = options => options.Acme.AccountKeyId = "kid",
        ["Acme:AccountKeyId and Acme:AccountHmacKey"] = options => (options.Acme.AccountKeyId, options.Acme.AccountHmacKey) = ("kid", "not base64url!"),
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> WrongNames => [.. Wrong.Keys];

    [Fact]
    public void Nothing_and_a_whole_authority_are_fine()
    {
        var problems = new List<string>();
        Assert.False(TlsSettingsRules.HasAcme(new(), problems));
        Assert.True(TlsSettingsRules.HasAcme(Whole(), problems));
        var local = Whole();
        (local.Acme.Directory, local.Acme.AccountKeyId, local.Acme.AccountHmacKey) = ("http://127.0.0.1:14000/dir", "kid", "c2VjcmV0");
        Assert.True(TlsSettingsRules.HasAcme(local, problems));
        Assert.Empty(problems);
    }

    [Theory]
    [MemberData(nameof(WrongNames))]
    public void What_is_wrong_of_an_authority_is_named(string problem)
    {
        var options = Whole();
        Wrong[problem](options);
        var problems = new List<string>();
        Assert.False(TlsSettingsRules.HasAcme(options, problems));
        Assert.StartsWith(problem, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_certificates_have_their_keys_in_order()
    {
        var problems = new List<string>();
        var tls = new TlsSettings { CertificateFile = $"{Written("a.pem")}; {Written("b.pem")}", KeyFile = $"{Written("a.key")};{Written("b.key")};", KeyPassword = "password" };
        Assert.Equal(
            [(_folder["a.pem"], _folder["a.key"], "password"), (_folder["b.pem"], _folder["b.key"], "password")],
            TlsSettingsRules.Certificates(tls, problems).Select(c => (c.Certificate, c.Key, c.Password)));
        Assert.Empty(problems);
    }

    [Fact]
    public void What_is_wrong_of_files_and_names_is_named()
    {
        Assert.Contains("names 1 files and Tls:CertificateFile 2", Assert.Single(ProblemsOf(new() { CertificateFile = "a;b", KeyFile = "c" })), StringComparison.Ordinal);
        Assert.Contains(_folder["none.pem"], Assert.Single(ProblemsOf(new() { CertificateFile = _folder["none.pem"] })), StringComparison.Ordinal);
        Assert.StartsWith("Tls:Domains", Assert.Single(ProblemsOf(new() { Domains = { "https://visio.example" } })), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static List<string> ProblemsOf(TlsSettings tls)
    {
        var problems = new List<string>();
        _ = TlsSettingsRules.Certificates(tls, problems);
        return problems;
    }

    private static VisioOptions Whole()
    {
        var options = new VisioOptions();
        options.Tls.Domains.Add("visio.example");
        (options.Acme.AgreeToTerms, options.Acme.Contact) = (true, "it@visio.example");
        return options;
    }

    private string Written(string name)
    {
        File.WriteAllText(_folder[name], "");
        return _folder[name];
    }
}
