using Visio.Rtc.Codecs;

namespace Visio.Bench.Micro;

/// <summary>What is read of each packet's payload, and changed in it.</summary>
internal static class CodecBenchmarks
{
    private delegate void Once(int i);

    public static bool Run() => Vp8() & Vp9() & Av1() & H264() & Red();

    private static bool Vp8()
    {
        byte[] payload = [0x90, 0xE0, 0x80, 0x01, 0x00, 0x20, .. new byte[200]];
        return Measure("VP8 descriptor parse + rewrite", i =>
        {
            Require(Vp8Descriptor.TryParse(payload, out var descriptor));
            descriptor.Rewrite(payload, new((ushort)(i & 0x7FFF), (byte)i, 0));
        });
    }

    private static bool Vp9()
    {
        byte[] payload = [0xEC, 0x92, 0x34, 0x53, 0x07, 0xAA, .. new byte[200]];
        return Measure("VP9 descriptor parse + rewrite", i =>
        {
            Require(Vp9Descriptor.TryParse(payload, out var descriptor));
            descriptor.Rewrite(payload, new((ushort)(i & 0x7FFF), (byte)i, 0));
        });
    }

    private static bool Av1()
    {
        // RTP Payload Format for AV1, A.8: a structure of one template and one decode target, then a frame of it.
        var first = new byte[16];
        var writer = new BitWriter(first);
        (uint Value, int Bits)[] fields = [(1, 1), (1, 1), (0, 6), (1, 16), (1, 1), (0, 4), (0, 6), (0, 5), (3, 2), (2, 2), (0, 1), (0, 1), (0, 1)];
        foreach (var (value, bits) in fields)
        {
            writer.Write(value, bits);
        }

        Require(DependencyDescriptor.TryParse(first, null, out var key) && key.Structure is not null);
        byte[] frame = [0xC0, 0x00, 0x02];
        var structure = key.Structure;
        return Measure("AV1 dependency descriptor parse", _ => Require(DependencyDescriptor.TryParse(frame, structure, out var read) && read.IsFrameStart));
    }

    private static bool H264()
    {
        byte[] payload = [0x78, 0x00, 0x04, 0x67, 1, 2, 3, 0x00, 0x02, 0x68, 1, 0x00, 0x03, 0x65, 1, 2];
        return Measure("H.264 payload parse (STAP-A)", _ => Require(H264Payload.TryParse(payload, out var read) && read.HasKeySlice));
    }

    private static bool Red()
    {
        var payload = new byte[RedPayload.HeaderLength + RedPayload.LastHeaderLength + 160];
        RedPayload.WriteHeader(payload, 111, 960, 80);
        RedPayload.WriteLastHeader(payload.AsSpan(RedPayload.HeaderLength), 111);
        return Measure("RED payload find", _ => Require(RedPayload.TryFind(payload, 1, out var _)));
    }

    private static bool Measure(string name, Once once) => MicroBenchmark.Measure(name, count =>
    {
        for (var i = 0; i < count; i++)
        {
            once(i);
        }
    });

    private static void Require(bool isTrue)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException("a payload was refused");
        }
    }
}
