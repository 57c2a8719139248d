using System.Buffers.Binary;
using Visio.Rtc.Stun;
using Visio.Rtc.Time;

namespace Visio.Rtc.Turn;

/// <summary>
/// A TURN server (RFC 8656) without IO that relays to the media server of the same process and to nothing else: what a client sends comes out
/// as a payload with the address it is taken to come from, and nothing is ever sent to an address that a client chose. Owned by one
/// thread; never throws on network input.
/// </summary>
public sealed class TurnServer
{
    /// <summary>The most addresses the media server may have.</summary>
    public const int MaxPeers = 1 << PeerBits;

    private const int PeerBits = 9;
    private const uint Numbers = (1u << (30 - PeerBits)) - 1;
    private const byte Udp = 17;
    private const byte IPv4Family = 1;
    private const byte IPv6Family = 2;
    private const int ChannelHeader = 4;

    // RFC 8656 §3.2 suggests ten minutes, and lets a server grant no more.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly TurnServerOptions _options;
    private readonly TransportAddress[] _peers;
    private readonly TurnNonces _nonces;
    private readonly RefusalBudget _refusals;
    private readonly Dictionary<TransportAddress, TurnAllocation> _byClient = [];
    private readonly Dictionary<uint, TurnAllocation> _byNumber = [];
    private readonly Dictionary<string, int> _perSession = new(StringComparer.Ordinal);
    private uint _last;

    /// <exception cref="ArgumentException">The media server has more than <see cref="MaxPeers"/> addresses.</exception>
    public TurnServer(TurnServerOptions options)
    {
        _options = options;
        _peers = [.. options.Peers];
        if (_peers.Length > MaxPeers)
        {
            throw new ArgumentException("The media server has too many addresses.", nameof(options));
        }

        _nonces = new(options.Random);
        _refusals = new(options.Limits.RefusalsPerSecond);
    }

    /// <summary>Allocations there are.</summary>
    public int Count => _byClient.Count;

    /// <summary>Takes what a client sent.</summary>
    /// <param name="datagram">A STUN message or ChannelData.</param>
    /// <param name="client">Where it came from, and over what (its path).</param>
    /// <param name="isReachable">Whether the client is known to be there, as on a connection; else its address may be forged.</param>
    /// <param name="now">The time.</param>
    /// <param name="response">Takes the answer; 512 bytes hold every one.</param>
    public TurnReceipt Receive(Span<byte> datagram, TransportAddress client, bool isReachable, Instant now, Span<byte> response)
    {
        if (!datagram.IsEmpty && datagram[0] is >= 0x40 and <= 0x4F)
        {
            return ReceiveChannelData(datagram, client, now);
        }

        if (!TurnMessage.TryParse(datagram, out var message))
        {
            return new() { Reason = DropReason.TurnMalformed };
        }

        return message.Class switch
        {
            StunClass.Request when IsServed(message.Method) => Answer(message, client, isReachable, now, response),
            StunClass.Indication when message.Method == TurnMethod.Send => ReceiveSend(message, datagram, client, now),
            _ => new() { Reason = DropReason.TurnRefused },
        };
    }

    /// <summary>Wraps what the media server sends to a relayed address; false when nobody may or can receive it.</summary>
    /// <param name="to">The relayed address, with the path that <see cref="Receive"/> gave it.</param>
    /// <param name="payload">The datagram.</param>
    /// <param name="destination">Takes the message; 64 bytes more than the payload are enough.</param>
    /// <param name="now">The time.</param>
    /// <param name="length">Bytes written.</param>
    /// <param name="client">Where to send it, and over what.</param>
    public bool TryWrap(
        TransportAddress to, ReadOnlySpan<byte> payload, Span<byte> destination, Instant now, out int length, out TransportAddress client)
    {
        (length, client) = (0, default);
        var peer = (int)(to.Path & (MaxPeers - 1));
        if (!_byNumber.TryGetValue((to.Path >> PeerBits) & Numbers, out var allocation) || allocation.Expires <= now
            || peer >= _peers.Length || !allocation.IsPermitted(peer, now) || !allocation.TrySend(payload.Length, now))
        {
            return false;
        }

        client = allocation.Client;
        if (allocation.ChannelOf(peer, now) is > 0 and var channel)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination, channel);
            BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payload.Length);
            payload.CopyTo(destination[ChannelHeader..]);
            length = ChannelHeader + payload.Length;
            return true;
        }

        // RFC 8656 §11.3: without a channel it is a Data indication.
        var writer = new StunWriter(destination, StunClass.Indication, StunTransactionId.Create(_options.Random), (ushort)TurnMethod.Data);
        writer.AddXorAddress((StunAttribute)TurnAttribute.XorPeerAddress, _peers[peer]);
        writer.AddBytes((StunAttribute)TurnAttribute.Data, payload);
        length = writer.Length;
        return true;
    }

    /// <summary>Ends the allocations of a session that is gone.</summary>
    public void EndSession(string session)
    {
        if (_perSession.ContainsKey(session))
        {
            EndWhere(a => a.Session == session);
        }
    }

    /// <summary>Ends the allocation of a client whose connection is gone.</summary>
    public void EndClient(TransportAddress client)
    {
        if (_byClient.TryGetValue(client, out var allocation))
        {
            End(allocation);
        }
    }

    /// <summary>Ends the allocations whose time is over; to be called every few seconds.</summary>
    public void HandleTimeout(Instant now) => EndWhere(a => a.Expires <= now);

    private static bool IsServed(TurnMethod method) =>
        method is TurnMethod.Allocate or TurnMethod.Refresh or TurnMethod.CreatePermission or TurnMethod.ChannelBind;

    /// <summary>The checks that all requests have in common (RFC 8489 §9.2.4, RFC 8656 §5), in the order of the RFC.</summary>
    private TurnReceipt Answer(scoped in TurnMessage message, TransportAddress client, bool isReachable, Instant now, Span<byte> response)
    {
        if (!message.HasIntegrity)
        {
            return Refuse(message, StunErrorCode.Unauthenticated, client, isReachable, now, response);
        }

        if (message.Username.IsEmpty || message.Realm.IsEmpty || message.Nonce.IsEmpty)
        {
            return Refuse(message, StunErrorCode.BadRequest, client, isReachable, now, response);
        }

        if (!_nonces.IsFresh(message.Nonce, client, now))
        {
            return Refuse(message, StunErrorCode.StaleNonce, client, isReachable, now, response);
        }

        var allocation = Find(client, now);
        var key = new byte[TurnCredentials.KeySize];
        if (!_options.Credentials.TryRead(message.Username, key, out var expires, out var session)
            || !message.VerifyIntegrity(key)
            || !_options.IsPresent(session)
            || (expires <= UnixSeconds(now) && !(allocation is not null && message.Username.SequenceEqual(allocation.Username))))
        {
            return Refuse(message, StunErrorCode.Unauthenticated, client, isReachable, now, response);
        }

        var answer = new TurnAnswer(message, key, response);
        if (message.UnknownRequired != 0)
        {
            return answer.Fail(StunErrorCode.UnknownAttribute);
        }

        if (message.Method == TurnMethod.Allocate)
        {
            return Allocate(message, answer, allocation, client, session, key, now);
        }

        if (allocation is null)
        {
            return answer.Fail(StunErrorCode.AllocationMismatch);
        }

        if (!message.Username.SequenceEqual(allocation.Username))
        {
            return answer.Fail(StunErrorCode.WrongCredentials);
        }

        return message.Method switch
        {
            TurnMethod.Refresh => Refresh(message, answer, allocation, now),
            TurnMethod.CreatePermission => CreatePermission(message, answer, allocation, now),
            _ => BindChannel(message, answer, allocation, now),
        };
    }

    /// <summary>RFC 8656 §7.2.</summary>
    private TurnReceipt Allocate(
        scoped in TurnMessage message, TurnAnswer answer, TurnAllocation? present, TransportAddress client, string session, byte[] key, Instant now)
    {
        if (present is not null)
        {
            return present.Transaction == message.TransactionId
                ? answer.Allocated(present.Relayed, client, Lifetime)
                : answer.Fail(StunErrorCode.AllocationMismatch);
        }

        if (message.RequestedTransport is not { } transport)
        {
            return answer.Fail(StunErrorCode.BadRequest);
        }

        if (transport != Udp)
        {
            return answer.Fail(StunErrorCode.UnsupportedTransport);
        }

        if (message.WantsReservation)
        {
            return answer.Fail(StunErrorCode.InsufficientCapacity);
        }

        // RFC 8656 §7.2 makes IPv4 the family of who asks for none. A media server that has none of IPv4 could then be reached by nobody.
        var at = message.RequestedFamily is { } family
            ? Array.FindIndex(_peers, p => family is IPv4Family or IPv6Family && p.IsIPv4 == (family == IPv4Family))
            : Math.Max(Array.FindIndex(_peers, p => p.IsIPv4), _peers.Length > 0 ? 0 : -1);
        if (at < 0)
        {
            return answer.Fail(StunErrorCode.AddressFamilyNotSupported);
        }

        if (_perSession.GetValueOrDefault(session) >= _options.Limits.AllocationsPerSession)
        {
            return answer.Fail(StunErrorCode.AllocationQuotaReached);
        }

        if (_byClient.Count >= _options.Limits.Allocations)
        {
            return answer.Fail(StunErrorCode.InsufficientCapacity);
        }

        var number = NextNumber();
        var allocation = new TurnAllocation(
            number, client, session, message.Username.ToArray(), key, _peers.Length, _options.Limits.BytesPerSecond)
        {
            Transaction = message.TransactionId,
            Relayed = new(_peers[at].High, _peers[at].Low, (ushort)(0xC000 | number)),
            Expires = now + Lifetime,
        };
        _byClient.Add(client, allocation);
        _byNumber.Add(number, allocation);
        _perSession[session] = _perSession.GetValueOrDefault(session) + 1;
        return answer.Allocated(allocation.Relayed, client, Lifetime);
    }

    /// <summary>RFC 8656 §8.2.</summary>
    private TurnReceipt Refresh(scoped in TurnMessage message, TurnAnswer answer, TurnAllocation allocation, Instant now)
    {
        if (message.RequestedFamily is { } family && allocation.Relayed.IsIPv4 != (family == IPv4Family))
        {
            return answer.Fail(StunErrorCode.PeerAddressFamilyMismatch);
        }

        if (message.Lifetime == 0)
        {
            var receipt = answer.Refreshed(TimeSpan.Zero);
            End(allocation);
            return receipt;
        }

        allocation.Expires = now + Lifetime;
        return answer.Refreshed(Lifetime);
    }

    /// <summary>RFC 8656 §10.2: permissions are for addresses without their ports, and all of a request are granted or none.</summary>
    private TurnReceipt CreatePermission(scoped in TurnMessage message, TurnAnswer answer, TurnAllocation allocation, Instant now)
    {
        if (message.Peer is null)
        {
            return answer.Fail(StunErrorCode.BadRequest);
        }

        for (var offset = 0; message.TryReadPeer(ref offset, out var peer);)
        {
            if (peer.IsIPv4 != allocation.Relayed.IsIPv4)
            {
                return answer.Fail(StunErrorCode.PeerAddressFamilyMismatch);
            }

            if (!Array.Exists(_peers, p => IsSameHost(p, peer)))
            {
                return answer.Fail(StunErrorCode.Forbidden);
            }
        }

        for (var offset = 0; message.TryReadPeer(ref offset, out var peer);)
        {
            for (var i = 0; i < _peers.Length; i++)
            {
                if (IsSameHost(_peers[i], peer))
                {
                    allocation.Permit(i, now);
                }
            }
        }

        return answer.Succeed();
    }

    /// <summary>RFC 8656 §12.2.</summary>
    private TurnReceipt BindChannel(scoped in TurnMessage message, TurnAnswer answer, TurnAllocation allocation, Instant now)
    {
        if (message.Channel is not (>= TurnAllocation.FirstChannel and <= TurnAllocation.LastChannel) || message.Peer is not { } address)
        {
            return answer.Fail(StunErrorCode.BadRequest);
        }

        if (address.IsIPv4 != allocation.Relayed.IsIPv4)
        {
            return answer.Fail(StunErrorCode.PeerAddressFamilyMismatch);
        }

        var peer = Array.IndexOf(_peers, address);
        if (peer < 0)
        {
            return answer.Fail(StunErrorCode.Forbidden);
        }

        return allocation.TryBind(message.Channel.Value, peer, now) ? answer.Succeed() : answer.Fail(StunErrorCode.BadRequest);
    }

    /// <summary>RFC 8656 §11.2: nothing is answered.</summary>
    private TurnReceipt ReceiveSend(scoped in TurnMessage message, Span<byte> datagram, TransportAddress client, Instant now)
    {
        if (message.Peer is not { } address || !message.HasData || message.UnknownRequired != 0)
        {
            return new() { Reason = DropReason.TurnMalformed };
        }

        var peer = Array.IndexOf(_peers, address);
        return peer < 0
            ? new() { Reason = DropReason.TurnRefused }
            : Deliver(Find(client, now), peer, datagram[message.Data], now);
    }

    /// <summary>RFC 8656 §12.6; over UDP it may or may not be filled up (§12.5).</summary>
    private TurnReceipt ReceiveChannelData(Span<byte> datagram, TransportAddress client, Instant now)
    {
        if (datagram.Length < ChannelHeader || BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) > datagram.Length - ChannelHeader)
        {
            return new() { Reason = DropReason.TurnMalformed };
        }

        var allocation = Find(client, now);
        var peer = allocation?.PeerOf(BinaryPrimitives.ReadUInt16BigEndian(datagram), now) ?? -1;
        return peer < 0
            ? new() { Reason = DropReason.TurnRefused }
            : Deliver(allocation, peer, datagram.Slice(ChannelHeader, BinaryPrimitives.ReadUInt16BigEndian(datagram[2..])), now);
    }

    private TurnReceipt Deliver(TurnAllocation? allocation, int peer, Span<byte> payload, Instant now)
    {
        if (allocation is null || !allocation.IsPermitted(peer, now))
        {
            return new() { Reason = DropReason.TurnRefused };
        }

        if (!allocation.TryReceive(payload.Length, now))
        {
            return new() { Reason = DropReason.TurnOverQuota };
        }

        var path = _options.PathKind | (allocation.Number << PeerBits) | (uint)peer;
        return new() { Payload = payload, From = allocation.Relayed with { Path = path }, Session = allocation.Session };
    }

    /// <summary>Refuses who has not proved anything: with a nonce where that helps (RFC 8489 §9.2.4), and not signed.</summary>
    private TurnReceipt Refuse(
        scoped in TurnMessage message, StunErrorCode error, TransportAddress client, bool isReachable, Instant now, Span<byte> response)
    {
        if (!isReachable && !_refusals.TryTake(client, now))
        {
            return new() { Reason = DropReason.TurnOverQuota };
        }

        var writer = new StunWriter(response, StunClass.Error, message.TransactionId, (ushort)message.Method);
        writer.AddErrorCode(error);
        if (error != StunErrorCode.BadRequest)
        {
            Span<byte> nonce = stackalloc byte[TurnNonces.Length];
            _nonces.Write(client, now, nonce);
            writer.AddBytes(StunAttribute.Realm, TurnCredentials.RealmBytes);
            writer.AddBytes(StunAttribute.Nonce, nonce);
        }

        return new() { Reason = DropReason.TurnUnauthenticated, ResponseLength = writer.Length };
    }

    private static bool IsSameHost(TransportAddress a, TransportAddress b) => a.High == b.High && a.Low == b.Low;

    private long UnixSeconds(Instant now)
    {
        const long fromNtp = 2_208_988_800;
        return (long)(_options.WallClock.At(now).Value >> 32) - fromNtp;
    }

    private uint NextNumber()
    {
        do
        {
            _last = (_last + 1) & Numbers;
        }
        while (_byNumber.ContainsKey(_last));
        return _last;
    }

    private TurnAllocation? Find(TransportAddress client, Instant now)
    {
        if (_byClient.TryGetValue(client, out var allocation) && allocation.Expires <= now)
        {
            End(allocation);
            allocation = null;
        }

        return allocation;
    }

    private void EndWhere(Predicate<TurnAllocation> condition)
    {
        foreach (var allocation in _byClient.Values)
        {
            if (condition(allocation))
            {
                End(allocation);
            }
        }
    }

    private void End(TurnAllocation allocation)
    {
        _byClient.Remove(allocation.Client);
        _byNumber.Remove(allocation.Number);
        if (--_perSession[allocation.Session] is 0)
        {
            _perSession.Remove(allocation.Session);
        }

        _options.Ended(allocation.Client);
    }
}
