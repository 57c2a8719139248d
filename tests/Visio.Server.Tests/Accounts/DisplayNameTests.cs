using Visio.Server.Accounts;

namespace Visio.Server.Tests.Accounts;

[Trait("Database", "none")]
public sealed class DisplayNameTests
{
    [Theory]
    [InlineData(" Ana ", "Ana")]
    [InlineData("Åsa Öström", "Åsa Öström")]
    [InlineData("李小龙", "李小龙")]
    [InlineData("محمد", "محمد")]
    [InlineData("שרה", "שרה")]
    [InlineData("👩‍💻 Zoé", "👩‍💻 Zoé")]
    [InlineData("O'Brien-<b>", "O'Brien-<b>")]
    public void Names_of_any_script_are_kept(string text, string expected)
    {
        Assert.True(DisplayName.TryParse(text, out var name));
        Assert.Equal(expected, name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\nb")]
    [InlineData("a\u0007b")]
    [InlineData("\u202eevil")]
    [InlineData("a\u2066b")]
    [InlineData("\u200f")]
    [InlineData("a\u2028b")]
    [InlineData("\u200b\u200b")]
    [InlineData("\ue000")]
    public void Names_that_deceive_or_show_nothing_are_refused(string? text) => Assert.False(DisplayName.TryParse(text, out _));

    // No theory data: the runner would mend it on the way.
    [Fact]
    public void Half_a_character_is_refused() => Assert.False(DisplayName.TryParse("a\ud83d", out _));

    [Fact]
    public void Fifty_characters_are_the_limit_and_an_emoji_is_one()
    {
        Assert.True(DisplayName.TryParse(string.Concat(Enumerable.Repeat("🦊", 50)), out _));
        Assert.False(DisplayName.TryParse(string.Concat(Enumerable.Repeat("🦊", 51)), out _));
    }
}
