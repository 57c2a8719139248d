using Visio.Server.Rooms;

namespace Visio.Server.Tests.Rooms;

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
    [InlineData("abc-defg-hi")]
    [InlineData("abc-defg-hijk")]
    [InlineData("abc-defg-hi1")]
    [InlineData("abc-défg-hij")]
    [InlineData("abc/defg/hij")]
    public void Anything_else_is_no_code(string typed) => Assert.False(RoomSlug.TryParse(typed, out _));
}
