using Visio.Rtc.Codecs;

namespace Visio.Rtc.Tests.Codecs;

public sealed class Vp9DescriptorTests
{
    // RFC 9628 §4.2, in the order of the figure: I P L F B E V Z; M and picture id; TID U SID D; TL0PICIDX.
    [Fact]
    public void A_frame_of_an_upper_layer_tells_its_place()
    {
        byte[] payload = [0xEC, 0x92, 0x34, 0x53, 0x07, 0xAA];

        Assert.True(Vp9Descriptor.TryParse(payload, out var frame));
        Assert.Equal((5, 0x1234, true, 7), (frame.Length, frame.PictureId, frame.HasLongPictureId, frame.BaseLayerIndex));
        Assert.Equal((2, 1, true), (frame.TemporalLayer, frame.SpatialLayer, frame.IsSwitchingUpPoint));
        Assert.True(frame is { IsInterPicturePredicted: true, IsFrameStart: true, IsFrameEnd: true, IsKeyFrameStart: false });

        frame.Rewrite(payload, new(0x2A55, 0x99, 0));
        Assert.Equal([0xEC, 0xAA, 0x55, 0x53, 0x99, 0xAA], payload);
    }

    [Fact]
    public void A_key_frame_with_its_scalability_structure_can_be_begun_with()
    {
        // V: three layers with their sizes, and a group of two pictures, the second with one reference.
        byte[] payload =
        [
            0xAA, 0x11, 0x00, 0x00,
            0x58, 0x00, 0xA0, 0x00, 0x5A, 0x01, 0x40, 0x00, 0xB4, 0x02, 0x80, 0x01, 0x68, 0x02, 0x10, 0x34, 0x01,
            0x82,
        ];

        Assert.True(Vp9Descriptor.TryParse(payload, out var frame));
        Assert.Equal((21, 0x11, false, 3), (frame.Length, frame.PictureId, frame.HasLongPictureId, frame.SpatialLayerCount));
        Assert.True(frame is { IsKeyFrameStart: true, IsFrameEnd: false, SpatialLayer: 0, TemporalLayer: 0 });
    }

    [Fact]
    public void The_upper_layer_of_a_key_picture_is_no_beginning()
    {
        Assert.True(Vp9Descriptor.TryParse([0xA8, 0x11, 0x03, 0x00, 0x82], out var frame));
        Assert.True(frame is { IsInterPicturePredicted: false, IsKeyFrameStart: false, SpatialLayer: 1 });
    }

    [Fact]
    public void In_flexible_mode_the_references_are_skipped()
    {
        // F and P: two P_DIFF, the first with N; no TL0PICIDX.
        byte[] payload = [0xF8, 0x81, 0x00, 0x20, 0x03, 0x04, 0xCC];

        Assert.True(Vp9Descriptor.TryParse(payload, out var frame));
        Assert.Equal((6, 0x100, -1, 1), (frame.Length, frame.PictureId, frame.BaseLayerIndex, frame.TemporalLayer));
        frame.Rewrite(payload, new(0x0101, 0x99, 0));
        Assert.Equal([0xF8, 0x81, 0x01, 0x20, 0x03, 0x04, 0xCC], payload);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0C")]
    [InlineData("8C80")]
    [InlineData("8C8001")]
    [InlineData("AC800100")]
    [InlineData("F880010003030304")] // four references
    [InlineData("0E")]
    [InlineData("0E5800A0")] // sizes that are cut
    [InlineData("0E080210")] // a group that is cut
    public void A_descriptor_that_is_cut_is_refused(string hex) => Assert.False(Vp9Descriptor.TryParse(Convert.FromHexString(hex), out _));
}
