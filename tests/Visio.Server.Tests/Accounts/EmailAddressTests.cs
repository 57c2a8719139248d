using Visio.Server.Accounts;

namespace Visio.Server.Tests.Accounts;

[Trait("Database", "none")]
public sealed class EmailAddressTests
{
    [Theory]
    [InlineData(" ana@example.org ", "ana@example.org")]
    [InlineData("Ana.B+room@Sub.Example.ORG", "Ana.B+room@Sub.Example.ORG")]
    [InlineData("admin@localhost", "admin@localhost")]
    [InlineData("o'brien@xn--bcher-kva.example", "o'brien@xn--bcher-kva.example")]
    public void Addresses_are_trimmed_and_kept(string text, string expected)
    {
        Assert.True(EmailAddress.TryParse(text, out var email));
        Assert.Equal(expected, email);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ana")]
    [InlineData("@example.org")]
    [InlineData("ana@")]
    [InlineData("ana@b@c")]
    [InlineData("a na@example.org")]
    [InlineData("ana@example..org")]
    [InlineData("ana@-example.org")]
    [InlineData("ana@exa_mple.org")]
    [InlineData("ana@[127.0.0.1]")]
    [InlineData("\"ana\"@example.org")]
    [InlineData("ana@example.org\r\nBcc: x@y.z")]
    [InlineData("аna@example.org")]
    [InlineData("<b>@example.org")]
    public void What_is_no_plain_address_is_refused(string? text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void Length_is_limited()
    {
        Assert.True(EmailAddress.TryParse(new string('a', 64) + "@example.org", out _));
        Assert.False(EmailAddress.TryParse(new string('a', 65) + "@example.org", out _));
        Assert.False(EmailAddress.TryParse("a@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 5)), out _));
    }
}
