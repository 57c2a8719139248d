using System.Buffers.Binary;
using Visio.Rtc.Sctp;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Fuzz.Targets;

/// <summary>Chunks from a peer that has passed the handshake: its tag and the checksum are right, all else is the input.</summary>
public static class SctpTarget
{
    private const int HeaderSize = 12;

    public static void Run(ReadOnlySpan<byte> input)
    {
        var now = new Instant(TimeSpan.TicksPerSecond);
        var client = new DataChannelTransport(new() { IsDtlsClient = true }, new SeededRandom(1));
        var server = new DataChannelTransport(new() { IsDtlsClient = false }, new SeededRandom(2));
        var channel = client.Open("fuzz", string.Empty, new(), now);
        client.Send(channel, DataMessageKind.Binary, new byte[3000], now);
        client.Connect(now);
        Span<byte> packet = stackalloc byte[2048];
        Span<byte> header = stackalloc byte[HeaderSize];
        for (var turn = 0; turn < 8; turn++)
        {
            while (client.TryPollTransmit(packet, out var length, now))
            {
                packet[..HeaderSize].CopyTo(header);
                server.HandlePacket(packet[..length], now);
            }

            while (server.TryPollTransmit(packet, out var length, now))
            {
                client.HandlePacket(packet[..length], now);
            }
        }

        server.Send(channel, DataMessageKind.Binary, new byte[3000], now);
        for (var rest = input; !rest.IsEmpty;)
        {
            // The first byte of a piece says how long its chunks are, in steps of four; at most 1024 bytes, so they fit.
            var size = Math.Min(rest.Length - 1, 4 + (rest[0] * 4));
            header.CopyTo(packet);
            rest.Slice(1, size).CopyTo(packet[HeaderSize..]);
            var whole = packet[..(HeaderSize + size)];
            BinaryPrimitives.WriteUInt32LittleEndian(whole[8..], Crc32c.ComputePacket(whole));
            server.HandlePacket(whole, now);
            while (server.TryPollTransmit(packet, out _, now))
            {
            }

            while (server.TryPollEvent(out _))
            {
            }

            now += TimeSpan.FromMilliseconds(100);
            server.HandleTimeout(now);
            rest = rest[(1 + size)..];
        }
    }
}
