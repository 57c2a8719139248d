using System.Security.Cryptography;
using System.Text;
using Visio.Rtc.Stun;
using Visio.Rtc.Time;
using Visio.Rtc.Turn;
using Visio.Testing;

namespace Visio.Rtc.Tests.Turn;

/// <summary>A TURN server with two addresses of the media server behind it, and requests of a client as a program of ours would write them.</summary>
internal sealed class TurnClient
{
    public static readonly TransportAddress Media = TransportAddress.FromIPv4(0x0A000001, 7882);
    public static readonly TransportAddress Media6 = new(0x20010DB800000000, 1, 7882);
    public static readonly TransportAddress Address = TransportAddress.FromIPv4(0xC6336401, 40000) with { Path = 2u << 30 };
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SeededRandom _random = new(1);
    private readonly TurnCredentials _credentials = new(new byte[32]);
    private string _username;
    private string _password;

    public TurnClient(TurnLimits? limits = null, params TransportAddress[] peers)
    {
        Server = new(new()
        {
            Credentials = _credentials,
            Peers = peers.Length > 0 ? peers : [Media, Media6],
            IsPresent = Sessions.Contains,
            Ended = Ended.Add,
            WallClock = new(NtpTime.From(Start.UtcDateTime)),
            Random = _random,
            PathKind = 3u << 30,
            Limits = limits ?? new(),
        });
        (_username, _password) = _credentials.Mint("PA_alice", Start);
    }

    public TurnServer Server { get; }

    public HashSet<string> Sessions { get; } = ["PA_alice", "PA_bob"];

    public List<TransportAddress> Ended { get; } = [];

    public Instant Now { get; set; } = Instant.Zero;

    public byte[] Nonce { get; set; } = [];

    public byte[] LastResponse { get; private set; } = [];

    public void SignInAs(string session) => (_username, _password) = _credentials.Mint(session, Start + TimeSpan.FromTicks(Now.Ticks));

    public void UsePassword(string password) => _password = password;

    /// <summary>Fetches a nonce, as the first request of every client does.</summary>
    public TurnClient Greet(TransportAddress? client = null)
    {
        var receipt = Send(Unsigned(TurnMethod.Allocate), client);
        Assert.Equal(DropReason.TurnUnauthenticated, receipt.Reason);
        Assert.True(TurnMessage.TryParse(LastResponse, out var refusal));
        Nonce = refusal.Nonce.ToArray();
        return this;
    }

    public byte[] Unsigned(TurnMethod method, Action<Attributes>? add = null) => Write(method, add, sign: false, StunClass.Request, null);

    /// <summary>Sends a signed request; gives the error code, 0 for success.</summary>
    public int Request(TurnMethod method, Action<Attributes>? add = null, TransportAddress? client = null, uint transaction = 0)
    {
        Send(Write(method, add, sign: true, StunClass.Request, transaction == 0 ? null : new StunTransactionId(1, transaction)), client);
        Assert.NotEmpty(LastResponse);
        Assert.True(StunMessage.TryParse(LastResponse, out var answer));
        return (int)answer.ErrorCode;
    }

    public int Allocate(Action<Attributes>? more = null, TransportAddress? client = null, uint transaction = 0) => Request(
        TurnMethod.Allocate,
        a =>
        {
            a.Add(TurnAttribute.RequestedTransport, [17, 0, 0, 0]);
            more?.Invoke(a);
        },
        client,
        transaction);

    public TurnReceipt SendData(TransportAddress peer, ReadOnlySpan<byte> data)
    {
        var bytes = data.ToArray();
        return Send(Write(TurnMethod.Send, a => a.AddPeer(peer).Add(TurnAttribute.Data, bytes), sign: false, StunClass.Indication, null));
    }

    public TurnReceipt Send(byte[] datagram, TransportAddress? client = null)
    {
        var response = new byte[512];
        var receipt = Server.Receive(datagram, client ?? Address, isReachable: false, Now, response);
        LastResponse = response[..receipt.ResponseLength];
        return receipt;
    }

    private byte[] Write(TurnMethod method, Action<Attributes>? add, bool sign, StunClass messageClass, StunTransactionId? transaction)
    {
        var buffer = new byte[2048];
        var attributes = new Attributes();
        add?.Invoke(attributes);
        var writer = new StunWriter(buffer, messageClass, transaction ?? StunTransactionId.Create(_random), (ushort)method);
        foreach (var (type, value, address) in attributes.All)
        {
            if (address is { } peer)
            {
                writer.AddXorAddress((StunAttribute)type, peer);
            }
            else
            {
                writer.AddBytes((StunAttribute)type, value);
            }
        }

        if (sign)
        {
            writer.AddBytes(StunAttribute.Username, Encoding.ASCII.GetBytes(_username));
            writer.AddBytes(StunAttribute.Realm, "visio"u8);
            writer.AddBytes(StunAttribute.Nonce, Nonce);
            writer.AddIntegrity(MD5.HashData(Encoding.ASCII.GetBytes($"{_username}:visio:{_password}")));
        }

        return buffer[..writer.Length];
    }

    internal sealed class Attributes
    {
        public List<(TurnAttribute Type, byte[] Value, TransportAddress? Address)> All { get; } = [];

        public Attributes Add(TurnAttribute type, byte[] value)
        {
            All.Add((type, value, null));
            return this;
        }

        public Attributes AddPeer(TransportAddress peer)
        {
            All.Add((TurnAttribute.XorPeerAddress, [], peer));
            return this;
        }
    }
}
