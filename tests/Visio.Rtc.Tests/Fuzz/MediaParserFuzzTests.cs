using Visio.Fuzz;

namespace Visio.Rtc.Tests.Fuzz;

public sealed class MediaParserFuzzTests
{
    private const int Inputs = 100_000;

    [Theory]
    [InlineData("rtp", 1)]
    [InlineData("rtcp", 2)]
    [InlineData("vp8", 3)]
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
    public void Every_seed_is_accepted_by_its_target(string name)
    {
        foreach (var seed in FuzzTargets.All.Single(t => t.Name == name).Corpus)
        {
            var accepted = name switch
            {
                "rtp" => Visio.Rtc.Rtp.RtpPacket.TryParse(seed, out _),
                "rtcp" => Visio.Rtc.Rtcp.RtcpReader.IsWellFormed(seed),
                _ => Visio.Rtc.Codecs.Vp8Descriptor.TryParse(seed, out _),
            };
            Assert.True(accepted, Convert.ToHexString(seed));
        }
    }
}
