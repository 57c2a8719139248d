using System.Diagnostics;
using Visio.Rtc;
using Visio.Rtc.Dtls;
using Visio.Rtc.Time;
using Visio.Sfu.Relaying;
using Visio.Sfu.Routing;
using Visio.Testing;

namespace Visio.Sfu.Tests;

/// <summary>The media core as a host of a virtual network: what it sends in a batch is queued and leaves with the next step.</summary>
internal sealed class VirtualSfu : IVirtualEndpoint, IDisposable
{
    private readonly Queue<(byte[] Bytes, TransportAddress To)> _queue = new();
    private readonly QueueSender _sender;

    private readonly Inbox? _inbox;

    /// <param name="certificate">Ours.</param>
    /// <param name="random">The randomness.</param>
    /// <param name="neighbours">The other loops of the server; null without.</param>
    public VirtualSfu(DtlsCertificate certificate, RandomSource random, Neighbours? neighbours = null)
    {
        _sender = new(_queue);
        _inbox = neighbours?.Inboxes[neighbours.Index];
        Core = new(_sender, certificate, random, new(NtpTime.From(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc))), turn: null, neighbours);
    }

    public MediaCore Core { get; }

    /// <summary>Whether what is sent is thrown away, which allocates nothing.</summary>
    public bool Discards
    {
        get => _sender.Discards;
        set => _sender.Discards = value;
    }

    /// <summary>Whether a turn takes all that arrives at one moment, as a socket's does; otherwise every datagram has its own.</summary>
    public bool Batches { get; set; }

    /// <summary>Sees what leaves, in its order.</summary>
    public Action<TransportAddress, int>? Watch { get; set; }

    /// <summary>How often a timer was due.</summary>
    public int TimersFired { get; private set; }

    /// <summary>Time of the processor spent in the media core.</summary>
    public TimeSpan Busy { get; private set; }

    /// <summary>Whether the loop's turn does not end, as when its thread gets no processor.</summary>
    public bool IsStuck { get; set; }

    /// <summary>Whether another loop has woken it.</summary>
    public bool IsWoken { get; set; }

    public Instant NextTimeout => IsStuck ? Instant.Never : _queue.Count > 0 || IsWoken ? Instant.Zero : Core.NextTimeout;

    public void Receive(Span<byte> datagram, TransportAddress from, Instant now)
    {
        var start = Stopwatch.GetTimestamp();
        Core.HandleDatagram(datagram, from, now);
        if (!Batches)
        {
            Core.EndBatch(now);
        }

        Busy += Stopwatch.GetElapsedTime(start);
    }

    public void HandleTimeout(Instant now)
    {
        var start = Stopwatch.GetTimestamp();
        if (_inbox is not null)
        {
            IsWoken = false;
            _inbox.Take(Core, now, int.MaxValue);
            Core.Relays!.Take(now);
        }

        TimersFired += Core.NextTimeout <= now ? 1 : 0;
        Core.HandleTimeout(now);
        Core.EndBatch(now);
        Busy += Stopwatch.GetElapsedTime(start);
    }

    public bool TryTransmit(Span<byte> destination, out int length, out TransportAddress to, Instant now)
    {
        if (IsStuck)
        {
            length = 0;
            to = default;
            return false;
        }

        var start = Stopwatch.GetTimestamp();
        Core.EndBatch(now);
        Busy += Stopwatch.GetElapsedTime(start);
        if (!_queue.TryDequeue(out var next))
        {
            length = 0;
            to = default;
            return false;
        }

        Watch?.Invoke(next.To, next.Bytes.Length);
        next.Bytes.CopyTo(destination);
        length = next.Bytes.Length;
        to = next.To;
        return true;
    }

    public void Dispose() => Core.Dispose();

    private sealed class QueueSender(Queue<(byte[] Bytes, TransportAddress To)> queue) : DatagramSender
    {
        public bool Discards { get; set; }

        public override void Send()
        {
            for (var i = 0; !Discards && i < Outgoing.Count; i++)
            {
                queue.Enqueue((Outgoing.Datagram(i).ToArray(), Outgoing.Address(i)));
            }

            Outgoing.Count = 0;
        }
    }
}
