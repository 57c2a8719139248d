using System.Buffers.Binary;
using Visio.Rtc.Codecs;
using Visio.Testing;

namespace Visio.Sfu.Tests.Forwarding;

/// <summary>Streams that have all their layers in them.</summary>
public sealed class ScalableTests : IDisposable
{
    // L2T2_KEY as DependencyDescriptorTests describes it: decode targets S0T0, S0T1, S1T0, S1T1.
    private static readonly byte[] Structure = Convert.FromHexString("C000018003187AAA0100A0A01451411451800000000000404FC02CC09FC059C0");

    private readonly Meeting _meeting = new(61);
    private ushort _picture = 300;
    private ushort _frame;

    public void Dispose() => _meeting.Dispose();

    [Fact]
    public void Of_VP9_the_layers_above_the_wanted_are_left_out_and_the_last_that_is_sent_ends_the_picture()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Vp9, new(1, 0));
        SendVp9(track, isKey: true);
        SendVp9(track);
        SendVp9(track);

        // Two packets for each of two layers.
        Assert.Equal("001100110011", Spatial(track));
        Assert.Equal(Enumerable.Range(0, 12), track.Numbers);
        Assert.Equal("000100010001", string.Concat(track.Received.Select(r => r.Marker ? 1 : 0)));
        Assert.Equal([300, 300, 300, 300, 301, 301, 301, 301, 302, 302, 302, 302], track.Received.Select(r => Vp9(r).PictureId));
    }

    [Fact]
    public void VP9_goes_down_at_once_and_up_only_at_a_key_picture_which_is_asked_for()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Vp9, new(2, 0));
        SendVp9(track, isKey: true);
        track.SetLimit(new(0, 0));
        SendVp9(track);
        Assert.Equal("00112200", Spatial(track));
        Assert.True(track.Received[^1].Marker);

        var asked = track.KeyFramesAsked;
        track.SetLimit(new(2, 0));
        SendVp9(track);
        track.Wait(600);
        SendVp9(track);
        Assert.Equal("001122000000", Spatial(track));
        track.Wait(600);
        Assert.True(track.KeyFramesAsked > asked);

        SendVp9(track, isKey: true);
        SendVp9(track);
        Assert.Equal("001122000000" + "001122" + "001122", Spatial(track));
        Assert.Equal(Enumerable.Range(0, track.Received.Count), track.Numbers);
    }

    [Fact]
    public void A_VP9_layer_that_is_not_sent_is_not_asked_for()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Vp9, new(2, 0));
        SendVp9(track, isKey: true, layers: 2);
        var asked = track.KeyFramesAsked;
        for (var i = 0; i < 30; i++)
        {
            SendVp9(track, layers: 2);
            track.Wait(30);
        }

        Assert.Equal(asked, track.KeyFramesAsked);
        Assert.All(track.Received.Chunk(4), p => Assert.Equal("0001", string.Concat(p.Select(r => r.Marker ? 1 : 0))));
    }

    [Fact]
    public void Of_AV1_only_the_frames_of_the_wanted_decode_target_are_sent()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Av1, new(1, 0));
        SendAv1(track, isKey: true);
        SendAv1(track);
        SendAv1(track);

        // Of the key picture both layers, which depend on each other; afterwards the upper one alone.
        Assert.Equal("01" + "1" + "1", Spatial(track));
        Assert.Equal("01" + "1" + "1", string.Concat(track.Received.Select(r => r.Marker ? 1 : 0)));
        Assert.Equal(Enumerable.Range(0, 4), track.Numbers);
    }

    [Theory]
    [InlineData(2, "010011")]
    [InlineData(1, "000")]
    [InlineData(0, "000")]
    public void Of_announced_layers_that_are_not_encoded_the_smallest_are_missing(int wanted, string spatial)
    {
        // Three were announced; browsers make no pictures below some size, so there are two.
        var track = new OpaqueTrack(_meeting, MediaCodec.Vp9, new(wanted, 0), layers: 3);
        byte[] structure = [0x30, 0x01, 0x40, 0x00, 0xB4, 0x02, 0x80, 0x01, 0x68];
        track.Send([0xAE, 0x80, 1, 0, 1, .. structure, 0]);
        track.Send([0xAC, 0x80, 1, 3, 1, 1], step: 3000, marker: true);
        SendVp9(track, layers: 2);

        Assert.Equal(spatial, Spatial(track));
    }

    [Fact]
    public void The_receiver_of_a_lower_target_is_told_so_in_the_descriptor()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Av1, new(0, 0));
        SendAv1(track, isKey: true);
        SendAv1(track);

        Assert.Equal("0" + "0", Spatial(track));
        Assert.All(track.Received, r => Assert.True(r.Marker));
        Assert.True(DependencyDescriptor.TryParse(OpaqueTrack.Descriptor(track.Received[0]), null, out var key));
        Assert.Equal((true, 0b0011u), (key.HasStructure, key.ActiveTargets));

        // What is not changed is forwarded byte for byte.
        Assert.Equal([0xC1, 0x00, 0x03], OpaqueTrack.Descriptor(track.Received[1]));
    }

    [Fact]
    public void AV1_changes_the_target_only_where_the_descriptor_allows_it()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Av1, new(0, 0));
        SendAv1(track, isKey: true);
        SendAv1(track);
        var asked = track.KeyFramesAsked;
        track.SetLimit(new(1, 0));
        SendAv1(track);
        track.Wait(600);
        SendAv1(track);
        Assert.Equal("0000", Spatial(track));
        Assert.True(track.KeyFramesAsked > asked);

        SendAv1(track, isKey: true);
        SendAv1(track);
        Assert.Equal("0000" + "01" + "1", Spatial(track));
        Assert.True(DependencyDescriptor.TryParse(OpaqueTrack.Descriptor(track.Received[4]), null, out var key));
        Assert.Equal(0b1111u, key.ActiveTargets);
    }

    [Fact]
    public void AV1_without_a_limit_is_forwarded_untouched()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Av1);
        SendAv1(track, isKey: true);
        SendAv1(track);

        Assert.Equal("0101", Spatial(track));
        Assert.All(track.Received, r => Assert.Equal("00A028", OpaqueTrack.PlayoutDelay(r)));
        Assert.Equal(Structure, OpaqueTrack.Descriptor(track.Received[0]));
    }

    [Fact]
    public void AV1_without_the_descriptor_begins_with_a_sequence_and_is_forwarded_whole()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.Av1, new(0, 0));
        track.Send([0x10, 1, 2], step: 3000, marker: true);
        Assert.Empty(track.Received);
        track.Send([0x18, 1, 2], step: 3000, marker: true);
        track.Send([0x10, 1, 2], step: 3000, marker: true);
        Assert.Equal(2, track.Received.Count);
    }

    [Fact]
    public void H264_begins_with_a_parameter_set()
    {
        var track = new OpaqueTrack(_meeting, MediaCodec.H264);
        track.Send([0x41, 0x9A], step: 3000, marker: true);
        Assert.Empty(track.Received);
        track.Send([0x78, 0, 2, 0x67, 0x42, 0, 2, 0x68, 0xCE]);
        track.Send([0x7C, 0x85, 0x88], step: 3000, marker: true);
        track.Send([0x41, 0x9A], step: 3000, marker: true);

        Assert.Equal([0x78, 0x7C, 0x41], track.Received.Select(r => r.Payload[0]));
        Assert.All(track.Received, r => Assert.Equal(120, r.PayloadType));
    }

    private static string Spatial(OpaqueTrack track) => string.Concat(track.Received.Select(r => r.Payload[^1]));

    private static Vp9Descriptor Vp9(ReceivedRtp packet)
    {
        Assert.True(Vp9Descriptor.TryParse(packet.Payload, out var descriptor));
        return descriptor;
    }

    // A picture of independent layers after the key picture, two packets a layer, of which the last byte is the layer.
    private void SendVp9(OpaqueTrack track, bool isKey = false, int layers = 3)
    {
        for (var spatial = 0; spatial < layers; spatial++)
        {
            for (var part = 0; part < 2; part++)
            {
                var isLast = spatial == layers - 1 && part == 1;
                var flags = 0xA0 | (isKey ? 0 : 0x40) | (part == 0 ? 0x08 : 0x04);
                byte[] payload = [(byte)flags, 0, 0, (byte)((spatial << 1) | (isKey && spatial > 0 ? 1 : 0)), (byte)_picture, (byte)spatial];
                BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(1), (ushort)(0x8000 | _picture));
                track.Send(payload, isLast ? 3000u : 0, isLast);
            }
        }

        _picture++;
    }

    // A packet a frame; templates 0 and 3 are those of the key picture, 1 and 4 those of the pictures of the lower rate.
    private void SendAv1(OpaqueTrack track, bool isKey = false)
    {
        for (var spatial = 0; spatial < 2; spatial++)
        {
            var descriptor = isKey && spatial == 0 ? (byte[])Structure.Clone() : [(byte)(0xC0 | ((isKey ? 0 : 1) + (spatial * 3))), 0, 0];
            BinaryPrimitives.WriteUInt16BigEndian(descriptor.AsSpan(1), ++_frame);
            track.Send([(byte)(isKey && spatial == 0 ? 0x18 : 0x10), (byte)spatial], spatial == 1 ? 3000u : 0, spatial == 1, descriptor);
        }
    }
}
