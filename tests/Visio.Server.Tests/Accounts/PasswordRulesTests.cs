using Visio.Server.Accounts;

namespace Visio.Server.Tests.Accounts;

[Trait("Database", "none")]
public sealed class PasswordRulesTests
{
    private const string Email = "amelie.dupont@finances.example";
    private const string Name = "Amélie Dupont";

    [Theory]
    [InlineData("quatre lunes de granit")]
    [InlineData("correct horse battery staple")]
    [InlineData("Tr0ub4dor&3xyz")]
    [InlineData("パスワードではない長い文")]
    [InlineData("kzqvwxpjtrbn")]
    public void What_is_long_and_not_common_is_good(string password) => Assert.Null(PasswordRules.Refuse(password, Email, Name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("onze signes")]
    public void What_is_short_is_refused(string? password) => Assert.Equal("invalid_password", CodeOf(password));

    [Fact]
    public void What_would_cost_much_to_hash_is_refused() =>
        Assert.Equal("invalid_password", CodeOf(string.Concat(Enumerable.Repeat("abcdefghij", 30))));

    [Theory]
    [InlineData("passwordpassword")]
    [InlineData("MotDePasse2026")]
    [InlineData("azertyuiop123")]
    [InlineData("123456789012")]
    [InlineData("aaaaaaaaaaaaaaa")]
    [InlineData("abababababababab")]
    [InlineData("amelie.dupont@finances.example")]
    [InlineData("AmelieDupont1")]
    [InlineData("dupontdupont42")]
    [InlineData("Amélie Dupont!")]
    [InlineData("administrateur")]
    public void What_anybody_would_try_is_refused(string password) => Assert.Equal("weak_password", CodeOf(password));

    private static string? CodeOf(string? password) =>
        PasswordRules.Refuse(password, Email, Name)?.ProblemDetails.Extensions["code"] as string;
}
