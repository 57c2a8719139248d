using System.Buffers.Binary;
using Visio.Rtc.Dtls;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Rtc.Tests.Dtls;

/// <summary>
/// A DTLS client and server joined by a line with a constant delay and seeded loss, in virtual time. A record that came before is not handed
/// over a second time: browsers drop those (RFC 6347 §4.1.2.6) before they look at what is in them.
/// </summary>
internal sealed class DtlsPair : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(10);

    private readonly Queue<(Instant At, bool ToServer, byte[] Bytes)> _line = new();
    private readonly byte[] _buffer = new byte[DtlsTransport.MaxDatagramSize];
    private readonly HashSet<(bool ToServer, ulong Number)> _seen = [];
    private readonly byte[] _plain = new byte[2048];
    private SeededRandom _random = new(0);
    private double _loss;

    public DtlsPair(DtlsCertificate client, DtlsCertificate server, CertificateFingerprint expectedOfServer)
    {
        Client = new(client, DtlsRole.Client, expectedOfServer, Now);
        Server = new(server, DtlsRole.Server, client.Fingerprint, Now);
    }

    public DtlsTransport Client { get; }

    public DtlsTransport Server { get; }

    public Instant Now { get; private set; } = Instant.Zero + TimeSpan.FromHours(1);

    public int LargestDatagram { get; private set; }

    public int SentByClient { get; private set; }

    public void SetLoss(double loss, int seed)
    {
        _loss = loss;
        _random = new(seed);
    }

    /// <summary>Runs until nothing is left to do or the time is over; true when both sides are connected.</summary>
    public bool Run(TimeSpan limit)
    {
        var end = Now + limit;
        while (true)
        {
            Send(Client, toServer: true);
            Send(Server, toServer: false);
            var next = _line.TryPeek(out var head) ? head.At : Instant.Never;
            next = Instant.Min(next, Instant.Min(Client.NextTimeout, Server.NextTimeout));
            if (next > end)
            {
                Now = end;
                return Client.State == DtlsState.Connected && Server.State == DtlsState.Connected;
            }

            Now = next > Now ? next : Now;
            while (_line.TryPeek(out head) && head.At <= Now)
            {
                _line.Dequeue();
                var side = head.ToServer ? Server : Client;
                side.HandleDatagram(WithoutReplays(head.Bytes, head.ToServer), Now);
                while (side.TryRead(_plain, out _))
                {
                }
            }

            Client.HandleTimeout(Now);
            Server.HandleTimeout(Now);
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private byte[] WithoutReplays(byte[] datagram, bool toServer)
    {
        var kept = new List<byte>();
        for (var rest = datagram.AsSpan(); DtlsRecord.TryRead(rest, out var record); rest = rest[record.Size..])
        {
            // The epoch and the sequence number.
            if (_seen.Add((toServer, BinaryPrimitives.ReadUInt64BigEndian(rest[3..]))))
            {
                kept.AddRange(rest[..record.Size]);
            }
        }

        return [.. kept];
    }

    private void Send(DtlsTransport from, bool toServer)
    {
        while (from.TryPollTransmit(_buffer, out var length))
        {
            LargestDatagram = Math.Max(LargestDatagram, length);
            SentByClient += toServer ? 1 : 0;
            if (_random.NextDouble() >= _loss)
            {
                _line.Enqueue((Now + Delay, toServer, _buffer[..length]));
            }
        }
    }
}
