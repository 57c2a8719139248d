using Visio.Rtc.Codecs;

namespace Visio.Rtc.Tests.Codecs;

public sealed class Vp8DescriptorTests
{
    [Fact]
    public void A_key_frame_tells_its_size()
    {
        byte[] payload = [0x90, 0x80, 0x81, 0x23, 0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x41];

        Assert.True(Vp8Descriptor.TryParse(payload, out var descriptor));
        Assert.Equal(4, descriptor.Length);
        Assert.True(descriptor.IsKeyFrameStart);
        Assert.True(descriptor.HasLongPictureId);
        Assert.Equal(0x123, descriptor.PictureId);
        Assert.Equal((640, 360), (descriptor.Width, descriptor.Height));
        Assert.Equal((-1, -1, -1), (descriptor.BaseLayerIndex, descriptor.TemporalLayer, descriptor.KeyFrameIndex));
    }

    [Fact]
    public void All_fields_are_read_and_rewritten_where_they_stand()
    {
        byte[] payload = [0xB2, 0xF0, 0x7F, 0x09, 0xA5, 0x01];

        Assert.True(Vp8Descriptor.TryParse(payload, out var descriptor));
        Assert.Equal(5, descriptor.Length);
        Assert.True(descriptor.IsNonReference);
        Assert.False(descriptor.IsFrameStart);
        Assert.False(descriptor.IsKeyFrameStart);
        Assert.Equal((0x7F, 9, 2, 5), (descriptor.PictureId, descriptor.BaseLayerIndex, descriptor.TemporalLayer, descriptor.KeyFrameIndex));
        Assert.True(descriptor.IsLayerSync);

        descriptor.Rewrite(payload, new(0x0181, 0x33, 0x1E));
        Assert.Equal([0xB2, 0xF0, 0x01, 0x33, 0xBE, 0x01], payload);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("9080")]
    [InlineData("908081")]
    [InlineData("90808123")]
    [InlineData("90F0010203")]
    public void A_descriptor_that_is_cut_is_refused(string hex) => Assert.False(Vp8Descriptor.TryParse(Convert.FromHexString(hex), out _));
}
