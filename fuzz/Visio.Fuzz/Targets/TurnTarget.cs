using Visio.Rtc;
using Visio.Rtc.Framing;
using Visio.Rtc.Time;
using Visio.Rtc.Turn;

namespace Visio.Fuzz.Targets;

/// <summary>
/// TURN before and without credentials: whatever a stranger sends makes no allocation, relays nothing and is answered by little. The first byte
/// of the input says whether it is a datagram or a stream.
/// </summary>
internal static class TurnTarget
{
    private static readonly TransportAddress Client = TransportAddress.FromIPv4(0xC6336401, 40000);
    private static readonly byte[] Response = new byte[512];

    private static readonly TurnServer Server = new(new()
    {
        Credentials = new(new byte[32]),
        Peers = [TransportAddress.FromIPv4(0x0A000001, 7882)],
        IsPresent = _ => true,
        WallClock = new(NtpTime.From(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc))),
        Random = new FixedRandom(),
        Limits = new() { RefusalsPerSecond = int.MaxValue },
    });

    public static void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        if ((input[0] & 1) == 0)
        {
            Receive(input[1..]);
            return;
        }

        var framing = (input[0] & 2) == 0 ? StreamFraming.Turn : StreamFraming.Ice;
        var rest = input[1..];
        while (true)
        {
            var status = framing.Read(rest, out var datagram, out var consumed);
            Oracle.Holds(status == FrameStatus.Complete == consumed > 0, "a frame takes room, and nothing else does");
            if (status != FrameStatus.Complete)
            {
                return;
            }

            Oracle.Holds(rest[datagram].Length <= StreamFraming.MaxDatagramSize, "a datagram in a stream is bounded");
            Oracle.Holds(consumed - rest[datagram].Length <= StreamFraming.MaxOverhead, "a frame is little larger than what is in it");
            Receive(rest[datagram]);
            rest = rest[consumed..];
        }
    }

    private static void Receive(ReadOnlySpan<byte> message)
    {
        var receipt = Server.Receive(message.ToArray(), Client, isReachable: false, Instant.Zero, Response);
        Oracle.Holds(receipt.Reason != DropReason.None && receipt.Payload.IsEmpty && !receipt.IsAuthentic, "a stranger has no effect");
        Oracle.Holds(receipt.ResponseLength <= 3 * message.Length, "a stranger's answer is short");
        Oracle.Holds(Server.Count == 0, "a stranger gets no allocation");
    }

    private sealed class FixedRandom : RandomSource
    {
        public override void Fill(Span<byte> destination) => destination.Fill(7);
    }
}
