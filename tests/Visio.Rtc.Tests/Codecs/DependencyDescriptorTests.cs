using Visio.Rtc.Codecs;

namespace Visio.Rtc.Tests.Codecs;

public sealed class DependencyDescriptorTests
{
    private static readonly byte[] Key = DependencyDescriptors.Key(700, idOffset: 60);
    private readonly DependencyStructure _structure = Read(Key, null).Structure!;

    [Fact]
    public void A_key_frame_brings_the_structure()
    {
        var key = Read(Key, null);

        Assert.True(key is { HasStructure: true, IsFrameStart: true, IsFrameEnd: true, FrameNumber: 700, SpatialLayer: 0, TemporalLayer: 0 });
        Assert.Equal(2, _structure.SpatialLayerCount);
        Assert.Equal((4, 0b1111u, 0b1111u), (_structure.TargetCount, _structure.AllTargets, key.ActiveTargets));
        Assert.Equal([0, 0, 1, 1], Enumerable.Range(0, 4).Select(_structure.SpatialLayer));
        Assert.All(Enumerable.Range(0, 4), t => Assert.Equal(DecodeTargetIndication.Switch, key.For(t)));
    }

    [Fact]
    public void Other_frames_refer_to_its_templates_around_the_end_of_the_identifiers()
    {
        // The template of S1T1 is the sixth: 60 + 5 is 1 of 64.
        var frame = Read(DependencyDescriptors.Write(DependencyDescriptors.Frame(1, 701, isEnd: false)), _structure);

        Assert.True(frame is { HasStructure: false, IsFrameEnd: false, FrameNumber: 701, SpatialLayer: 1, TemporalLayer: 1, ActiveTargets: 0 });
        Assert.Equal("---D", string.Concat(Enumerable.Range(0, 4).Select(t => "-DSR"[(int)frame.For(t)])));
        Assert.Equal((1, 2), (frame.Differences.Count, frame.Differences[0]));
    }

    [Fact]
    public void A_frame_may_be_something_else_to_the_targets_than_its_template()
    {
        var data = DependencyDescriptors.Write(
            DependencyDescriptors.Frame(61, 702), [(0, 1), (1, 1), (1, 1), (1, 1), (0, 1)], [(0b0111, 4)], [(3, 2), (2, 2), (1, 2), (0, 2)],
            [(1, 2), (2, 4), (3, 2), (299, 12), (0, 2)]);
        var frame = Read(data, _structure);

        Assert.Equal(0b0111u, frame.ActiveTargets);
        Assert.Equal([3, 300], Enumerable.Range(0, frame.Differences.Count).Select(i => frame.Differences[i]));
        Assert.Equal("RSD-", string.Concat(Enumerable.Range(0, 4).Select(t => "-DSR"[(int)frame.For(t)])));
    }

    [Theory]
    [InlineData(1, 1, 0b1111, 3)]
    [InlineData(1, 0, 0b1111, 2)]
    [InlineData(0, 7, 0b1111, 1)]
    [InlineData(7, 7, 0b0011, 1)]
    [InlineData(7, 7, 0, 0)]
    public void The_best_target_is_the_largest_that_is_wanted_and_sent(int spatial, int temporal, uint active, int target) =>
        Assert.Equal(target, _structure.BestTarget(spatial, temporal, active));

    [Fact]
    public void A_receiver_of_a_target_is_told_those_it_can_decode()
    {
        Assert.Equal(0b0001u, _structure.TargetsWithin(0));
        Assert.Equal(0b0011u, _structure.TargetsWithin(1));
        Assert.Equal(0b0101u, _structure.TargetsWithin(2));
        Assert.Equal(0b1111u, _structure.TargetsWithin(3));
    }

    [Fact]
    public void A_structure_is_forwarded_with_the_targets_that_are_left()
    {
        var written = Write(Key, 9, 0b0011);
        var read = Read(written, null);

        Assert.Equal((9, 0b0011u, true), (read.FrameNumber, read.ActiveTargets, read.HasStructure));
        Assert.Equal([0, 0, 1, 1], Enumerable.Range(0, 4).Select(read.Structure!.SpatialLayer));
        Assert.Equal(Write(Key, 9, 0b0101), Write(written, 9, 0b0101));
    }

    [Fact]
    public void A_short_descriptor_grows_when_it_has_to_name_the_targets()
    {
        byte[] data = [0xC0 | 61, 0x01, 0x02];

        Assert.Equal([0xC0 | 61, 0x00, 0x09], Write(data, 9, 0));
        Assert.Equal([0xC0 | 61, 0x00, 0x09, 0b01000_001, 0b1_0000000], Write(data, 9, 0b0011));
    }

    [Fact]
    public void What_follows_the_targets_stays_behind_them()
    {
        var data = DependencyDescriptors.Write(
            DependencyDescriptors.Frame(61, 702), [(0, 1), (0, 1), (1, 1), (0, 2)], [(3, 2), (2, 2), (1, 2), (0, 2)]);
        var frame = Read(Write(data, 5, 0b0001), _structure);

        Assert.Equal((5, 0b0001u), (frame.FrameNumber, frame.ActiveTargets));
        Assert.Equal("RSD-", string.Concat(Enumerable.Range(0, 4).Select(t => "-DSR"[(int)frame.For(t)])));
    }

    [Fact]
    public void What_cannot_be_understood_is_refused()
    {
        Assert.False(DependencyDescriptor.TryParse([0xC0, 0x00], _structure, out _));
        Assert.False(DependencyDescriptor.TryParse([0xC0 | 61, 0x00, 0x01], null, out _)); // no structure yet
        Assert.False(DependencyDescriptor.TryParse([0xC0 | 30, 0x00, 0x01], _structure, out _)); // no such template
        Assert.False(DependencyDescriptor.TryParse([0xC0 | 61, 0x00, 0x01, 0b00100_000], _structure, out _)); // cut
        for (var length = 4; length < Key.Length; length++)
        {
            Assert.False(DependencyDescriptor.TryParse(Key.AsSpan(0, length), null, out _), $"{length} bytes");
        }
    }

    private static DependencyDescriptor Read(byte[] data, DependencyStructure? known)
    {
        Assert.True(DependencyDescriptor.TryParse(data, known, out var descriptor));
        return descriptor;
    }

    private byte[] Write(byte[] data, ushort number, uint targets)
    {
        var destination = new byte[DependencyDescriptor.MaxLength(data.Length)];
        return destination[..Read(data, _structure).Write(data, number, targets, _structure.TargetCount, destination)];
    }
}
