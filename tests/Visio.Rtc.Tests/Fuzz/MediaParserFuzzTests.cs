using Visio.Fuzz;

namespace Visio.Rtc.Tests.Fuzz;

public sealed class MediaParserFuzzTests
{
    private const int Inputs = 100_000;

    [Theory]
    [InlineData("rtp", 1)]
    [InlineData("rtcp", 2)]
    [InlineData("vp8", 3)]
    [InlineData("turn", 4)]
    [InlineData("h264", 5)]
    [InlineData("vp9", 6)]
    [InlineData("red", 7)]
    [InlineData("dependencies", 8)]
    public void A_parser_keeps_its_promises_on_hostile_input(string name, int seed)
    {
        var target = FuzzTargets.All.Single(t => t.Name == name);
        var mutator = new Mutator(target.Corpus, seed);
        for (var i = 0; i < Inputs; i++)
        {
            var input = mutator.Next();
            var broken = Record.Exception(() => target.Run(input));
            Assert.True(broken == null, $"seed {seed}, run {i}, input {Convert.ToHexString(input)}: {broken}");
        }
    }

    [Theory]
    [InlineData("rtp")]
    [InlineData("rtcp")]
    [InlineData("vp8")]
    [InlineData("h264")]
    [InlineData("vp9")]
    [InlineData("red")]
    [InlineData("dependencies")]
    public void Every_seed_is_accepted_by_its_target(string name)
    {
        foreach (var seed in FuzzTargets.All.Single(t => t.Name == name).Corpus)
        {
            var accepted = name switch
            {
                "rtp" => Visio.Rtc.Rtp.RtpPacket.TryParse(seed, out _),
                "rtcp" => Visio.Rtc.Rtcp.RtcpReader.IsWellFormed(seed),
                "h264" => Visio.Rtc.Codecs.H264Payload.TryParse(seed, out _),
                "vp9" => Visio.Rtc.Codecs.Vp9Descriptor.TryParse(seed, out _),
                "red" => Visio.Rtc.Codecs.RedPayload.CountRedundant(seed) >= 0,
                "dependencies" => Visio.Rtc.Codecs.DependencyDescriptor.TryParse(seed.AsSpan(1, Math.Max((int)seed[0], 3)), null, out _) || seed[0] == 0,
                _ => Visio.Rtc.Codecs.Vp8Descriptor.TryParse(seed, out _),
            };
            Assert.True(accepted, Convert.ToHexString(seed));
        }
    }
}
