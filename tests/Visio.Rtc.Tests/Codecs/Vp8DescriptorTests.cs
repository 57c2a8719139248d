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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_running_numbers_continue_across_sources(bool isLong)
    {
        var continuity = default(Vp8Continuity);
        var last = continuity.Map(Frame(100, 200, 3, isLong));
        Assert.Equal(new Vp8RunningNumbers(100, 200, 3), last);
        last = continuity.Map(Frame(101, 201, 3, isLong));

        continuity.BeginSource();
        var first = continuity.Map(Frame(7, 90, 31, isLong));

        Assert.Equal(new Vp8RunningNumbers(102, 202, 4), first);
        Assert.Equal(first, continuity.Map(Frame(7, 90, 31, isLong)));
        Assert.Equal(new Vp8RunningNumbers(103, 203, 4), continuity.Map(Frame(8, 91, 31, isLong)));
    }

    [Fact]
    public void A_late_packet_does_not_move_the_next_source_back()
    {
        var continuity = default(Vp8Continuity);
        continuity.Map(Frame(0x7FFF, 255, 31, isLong: true));
        continuity.Map(Frame(0, 0, 0, isLong: true));
        continuity.Map(Frame(0x7FFF, 255, 31, isLong: true));
        continuity.BeginSource();

        Assert.Equal(new Vp8RunningNumbers(1, 1, 1), continuity.Map(Frame(500, 50, 5, isLong: true)));
    }

    private static Vp8Descriptor Frame(int pictureId, byte baseLayer, int keyFrame, bool isLong)
    {
        byte[] payload = isLong
            ? [0x90, 0xF0, (byte)(0x80 | (pictureId >> 8)), (byte)pictureId, baseLayer, (byte)keyFrame, 0]
            : [0x90, 0xF0, (byte)pictureId, baseLayer, (byte)keyFrame, 0];
        Assert.True(Vp8Descriptor.TryParse(payload, out var descriptor));
        return descriptor;
    }
}
