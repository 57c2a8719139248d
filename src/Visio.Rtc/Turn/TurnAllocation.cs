using Visio.Rtc.Stun;
using Visio.Rtc.Time;

namespace Visio.Rtc.Turn;

/// <summary>
/// One client's allocation (RFC 8656 §3.2). It has no socket: its peers are the addresses of the media server in this process, numbered in
/// the order the server has them.
/// </summary>
internal sealed class TurnAllocation(uint number, TransportAddress client, string session, byte[] username, byte[] key, int peers, int bytesPerSecond)
{
    public const ushort FirstChannel = 0x4000;
    public const ushort LastChannel = 0x4FFF;

    private static readonly TimeSpan PermissionLifetime = TimeSpan.FromMinutes(5); // RFC 8656 §9
    private static readonly TimeSpan ChannelLifetime = TimeSpan.FromMinutes(10);   // RFC 8656 §12

    private readonly Instant[] _permittedUntil = new Instant[peers];
    private readonly ushort[] _channels = new ushort[peers];
    private readonly Instant[] _boundUntil = new Instant[peers];
    private ByteBudget _in = new(bytesPerSecond);
    private ByteBudget _out = new(bytesPerSecond);

    public uint Number { get; } = number;

    /// <summary>Where the client is; with the server's address and protocol in it, this is the 5-tuple.</summary>
    public TransportAddress Client { get; } = client;

    public string Session { get; } = session;

    public byte[] Username { get; } = username;

    public byte[] Key { get; } = key;

    /// <summary>The transaction that made it: its repetition gets the same answer.</summary>
    public required StunTransactionId Transaction { get; init; }

    /// <summary>What the client takes for its address.</summary>
    public required TransportAddress Relayed { get; init; }

    public Instant Expires { get; set; }

    public void Permit(int peer, Instant now) => _permittedUntil[peer] = now + PermissionLifetime;

    /// <summary>Whether datagrams may pass. A channel needs no permission besides: it is bound to an address of ours.</summary>
    public bool IsPermitted(int peer, Instant now) => _permittedUntil[peer] > now || _boundUntil[peer] > now;

    /// <summary>Binds a channel, or keeps it up; false when the channel or the peer is bound to another (RFC 8656 §12.2).</summary>
    public bool TryBind(ushort channel, int peer, Instant now)
    {
        for (var i = 0; i < _channels.Length; i++)
        {
            if (_boundUntil[i] > now && (_channels[i] == channel) != (i == peer))
            {
                return false;
            }
        }

        _channels[peer] = channel;
        _boundUntil[peer] = now + ChannelLifetime;
        Permit(peer, now);
        return true;
    }

    /// <summary>The peer a channel is bound to; -1 when to none.</summary>
    public int PeerOf(ushort channel, Instant now)
    {
        for (var i = 0; i < _channels.Length; i++)
        {
            if (_channels[i] == channel && _boundUntil[i] > now)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The channel that is bound to a peer; 0 when none is.</summary>
    public ushort ChannelOf(int peer, Instant now) => _boundUntil[peer] > now ? _channels[peer] : (ushort)0;

    public bool TryReceive(int bytes, Instant now) => _in.TryTake(bytes, now);

    public bool TrySend(int bytes, Instant now) => _out.TryTake(bytes, now);
}
