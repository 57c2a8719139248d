extern alias bench;

using bench::Visio.Bench.Clients;
using bench::Visio.Bench.Load;
using Visio.Rtc;
using Visio.Rtc.Rtp;
using Visio.Rtc.Time;

namespace Visio.LiveKit.Tests.Bench;

/// <summary>The load generator counts right: what it says of a server can be believed.</summary>
public sealed class BenchTests(LiveKitHost host) : IClassFixture<LiveKitHost>
{
    private const int Source = 7;
    private readonly LoadCounters _counters = new();

    [Fact]
    public void A_payload_with_one_wrong_bit_is_found()
    {
        var payload = new byte[300];
        NumberedPayload.Write(payload, Source, 12);
        Assert.True(NumberedPayload.TryRead(payload, out var source, out var number));
        Assert.Equal((Source, 12u), ((int)source, number));
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] ^= 0x10;
            Assert.False(NumberedPayload.TryRead(payload, out _, out _), $"byte {i}");
            payload[i] ^= 0x10;
        }
    }

    [Fact]
    public void Every_number_is_counted_once()
    {
        var stream = new IncomingStream(_counters, MediaKind.Audio, 1, 111, isRepairable: true);
        foreach (var sequence in (ushort[])[65_534, 65_535, 2, 2, 0])
        {
            Take(stream, sequence, (uint)(ushort)(sequence + 100));
        }

        // 1 is missing, 2 came twice, 0 came late.
        Assert.Equal((5, 4), (stream.Expected, stream.Distinct));
        Assert.Equal((4, 1, 0, 0), (_counters.Received, _counters.Repeated, _counters.Corrupt, _counters.Withheld));
    }

    [Fact]
    public void A_stream_that_goes_round_loses_nothing()
    {
        var stream = new IncomingStream(_counters, MediaKind.Audio, 1, 111, isRepairable: false);
        for (uint i = 0; i < 200_000; i++)
        {
            Take(stream, (ushort)i, i);
        }

        Assert.Equal((200_000, 200_000, 0), (stream.Expected, stream.Distinct, _counters.Repeated));
    }

    [Fact]
    public void What_the_server_leaves_out_is_not_lost_but_withheld()
    {
        var stream = new IncomingStream(_counters, MediaKind.Audio, 1, 111, isRepairable: false);
        Take(stream, 1, 1);
        Take(stream, 2, 5);
        Assert.Equal((3, 0), (_counters.Withheld, stream.Expected - stream.Distinct));
    }

    [Fact]
    public void Padding_and_what_is_corrupt_are_told_apart()
    {
        var stream = new IncomingStream(_counters, MediaKind.Audio, 1, 111, isRepairable: false);
        Take(stream, 1, 1);
        Take(stream, 2, []);
        Take(stream, 3, new byte[80]);
        Assert.Equal((2, 1, 1), (_counters.Received, _counters.Padding, _counters.Corrupt));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Against_a_server_what_is_lost_on_the_way_is_asked_for_and_comes(bool isSimulcast)
    {
        using var target = new LoadTarget(new() { Url = host.Address, Key = LiveKitHost.Key, Secret = LiveKitHost.Secret });
        await using var run = await LoadRun.StartAsync(target, new(2, 1) { IsSimulcast = isSimulcast }, TimeSpan.Zero);
        run.Thread.LosesOneIn = 10;

        // Two who watch each other and one who watches both: four times sound and picture.
        const int Streams = 4 * 2;
        var now = await run.Thread.SnapshotAsync();
        for (var end = DateTime.UtcNow + TimeSpan.FromSeconds(60); (now.Flowing < Streams || !HasRepaired()) && DateTime.UtcNow < end;)
        {
            await Task.Delay(50);
            now = await run.Thread.SnapshotAsync();
        }

        Assert.Equal((0, 0, Streams, true), (now.Corrupt, now.Failed, now.Flowing, HasRepaired()));

        bool HasRepaired() => run.Thread.Counters is { LostOnPurpose: > 50, Repaired: > 10 };
    }

    private static void Take(IncomingStream stream, ushort sequence, uint number)
    {
        var payload = new byte[80];
        NumberedPayload.Write(payload, Source, number);
        Take(stream, sequence, payload);
    }

    private static void Take(IncomingStream stream, ushort sequence, byte[] payload)
    {
        var packet = new byte[12 + payload.Length];
        var length = new RtpHeaderWriter(packet, new(Marker: false, 111, sequence, 0, 1)).Finish();
        payload.CopyTo(packet, length);
        Assert.True(RtpPacket.TryParse(packet, out var parsed));
        stream.Take(parsed, Instant.Zero, isRepair: false);
    }
}
