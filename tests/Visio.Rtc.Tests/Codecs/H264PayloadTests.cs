using Visio.Rtc.Codecs;

namespace Visio.Rtc.Tests.Codecs;

public sealed class H264PayloadTests
{
    [Theory]
    [InlineData("6742C01F8C8D40", true, false)] // a single parameter set
    [InlineData("65888404", false, true)] // a single slice of a key frame
    [InlineData("419A0246", false, false)] // a slice of another frame
    [InlineData("0910", false, false)] // an access unit delimiter
    [InlineData("78" + "0004" + "6742C01F" + "0002" + "68CE" + "0003" + "658884", true, true)] // STAP-A: both sets and the slice
    [InlineData("78" + "0004" + "6742C01F" + "0002" + "68CE", true, false)]
    [InlineData("7C85" + "888404", false, true)] // FU-A: the first fragment of a slice of a key frame
    [InlineData("7C05" + "888404", false, false)] // a fragment in its middle
    [InlineData("7C45" + "888404", false, false)] // its last
    [InlineData("7C87" + "42C01F", true, false)] // the first fragment of a parameter set
    [InlineData("5C81" + "9A0246", false, false)]
    public void It_tells_where_a_decoder_can_begin(string hex, bool hasParameterSet, bool hasKeySlice)
    {
        Assert.True(H264Payload.TryParse(Convert.FromHexString(hex), out var payload));
        Assert.Equal((hasParameterSet, hasKeySlice), (payload.HasParameterSet, payload.HasKeySlice));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7C")] // FU-A without its header
    [InlineData("78" + "0005" + "6742C01F")] // STAP-A that is cut
    [InlineData("78" + "0000")]
    [InlineData("78" + "0001" + "67" + "00")]
    [InlineData("1900016742")] // STAP-B, of a mode that is not negotiated
    [InlineData("00")]
    public void What_the_negotiated_modes_do_not_know_is_refused(string hex) => Assert.False(H264Payload.TryParse(Convert.FromHexString(hex), out _));
}
