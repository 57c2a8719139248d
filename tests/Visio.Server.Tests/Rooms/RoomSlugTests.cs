using Visio.Server.Rooms;

namespace Visio.Server.Tests.Rooms;

[Trait("Database", "none")]
public sealed class RoomSlugTests
{
    [Fact]
    public void Codes_do_not_repeat_and_read_back_as_themselves()
    {
        var codes = Enumerable.Range(0, 10_000).Select(_ => RoomSlug.New()).ToHashSet();
        Assert.Equal(10_000, codes.Count);
        Assert.All(codes, code => Assert.True(RoomSlug.TryParse(code.Value, out var read) && read == code));
    }

    [Theory]
    [InlineData("abcdefghij")]
    [InlineData("ABC-DEFG-HIJ")]
    [InlineData("  abc defg hij ")]
    [InlineData("ab-cdefghi-j")]
    public void What_people_type_is_brought_into_form(string typed)
    {
        Assert.True(RoomSlug.TryParse(typed, out var slug));
        Assert.Equal("abc-defg-hij", slug.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("-abc")]
    [InlineData("abc-")]
    [InlineData("abc--defg")]
    [InlineData("wee\nkly")]
    [InlineData("weekly meeting")]
    [InlineData("a-name-that-is-longer-than-what-anybody-would-want-to-say-aloud")]
    [InlineData("abc-défg-hij")]
    [InlineData("abc/defg/hij")]
    public void Anything_else_is_neither_code_nor_name(string typed) => Assert.False(RoomSlug.TryParse(typed, out _));

    [Theory]
    [InlineData("weekly", "weekly")]
    [InlineData("Weekly-2026", "weekly-2026")]
    [InlineData("abc-defg-hi", "abc-defg-hi")]
    [InlineData("abc-defg-hi1", "abc-defg-hi1")]
    public void A_name_may_be_chosen(string typed, string name)
    {
        Assert.True(RoomSlug.TryChoose(typed, out var slug));
        Assert.Equal(name, slug.Value);
        Assert.False(slug.IsCode);
    }

    [Theory]
    [InlineData("abc-defg-hij")]
    [InlineData("helloworld")]
    [InlineData("admin")]
    [InlineData("API")]
    [InlineData("sign-in")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("0f8fad5bd9cb469fa16570867728950e")]
    public void What_means_something_else_cannot_be_chosen(string typed) => Assert.False(RoomSlug.TryChoose(typed, out _));
}
