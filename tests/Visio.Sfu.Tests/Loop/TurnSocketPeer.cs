using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Visio.Rtc;
using Visio.Rtc.Time;
using Visio.Testing;

namespace Visio.Sfu.Tests.Loop;

/// <summary>A test peer behind a TURN allocation over UDP, with a client of TURN that was written from the RFC and shares no code with ours.</summary>
internal sealed class TurnSocketPeer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly RelayAccess _access;
    private readonly IPEndPoint _media;
    private readonly byte[] _buffer = new byte[2048];
    private byte[] _nonce = [];
    private uint _transaction;

    public TurnSocketPeer(TestPeer peer, RelayAccess access, IPEndPoint media)
    {
        Peer = peer;
        _access = access;
        _media = media;
        _socket.ReceiveTimeout = 30_000;
        _socket.Connect(IPAddress.Loopback, int.Parse(access.Urls[0].Split(':', '?')[2], System.Globalization.CultureInfo.InvariantCulture));
        var challenge = Ask(0x003, [0, 0x19, 0, 4, 17, 0, 0, 0], sign: false);
        Assert.Equal(0x0113, BinaryPrimitives.ReadUInt16BigEndian(challenge));
        _nonce = Find(challenge, 0x0015);
        Assert.Equal(0x0103, BinaryPrimitives.ReadUInt16BigEndian(Ask(0x003, [0, 0x19, 0, 4, 17, 0, 0, 0], sign: true)));
        Assert.Equal(0x0108, BinaryPrimitives.ReadUInt16BigEndian(Ask(0x008, MediaAddress(), sign: true)));
    }

    public TestPeer Peer { get; }

    public void Pump(Instant now)
    {
        while (_socket.Available > 0)
        {
            var message = _buffer.AsSpan(0, _socket.Receive(_buffer)).ToArray();
            Assert.Equal(0x0017, BinaryPrimitives.ReadUInt16BigEndian(message));
            Peer.Receive(Find(message, 0x0013), TransportAddress.From(_media), now);
        }

        if (Peer.Peer.NextTimeout <= now)
        {
            Peer.HandleTimeout(now);
        }

        while (Peer.TryTransmit(_buffer, out var length, out _, now))
        {
            _socket.Send(Message(0x0016, [.. MediaAddress(), .. Attribute(0x0013, _buffer[..length])]));
        }
    }

    public void Wait(TimeSpan patience) => _socket.Poll(patience, SelectMode.SelectRead);

    public void Dispose()
    {
        _socket.Dispose();
        Peer.Dispose();
    }

    private static byte[] Attribute(ushort type, byte[] value)
    {
        var bytes = new byte[4 + ((value.Length + 3) & ~3)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, type);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)value.Length);
        value.CopyTo(bytes, 4);
        return bytes;
    }

    private static byte[] Find(byte[] message, ushort type)
    {
        for (var at = 20; at < message.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at + 2));
            if (BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at)) == type)
            {
                return message[(at + 4)..(at + 4 + length)];
            }

            at += 4 + ((length + 3) & ~3);
        }

        throw new InvalidDataException($"no attribute {type:x}");
    }

    /// <summary>XOR-PEER-ADDRESS of the media port.</summary>
    private byte[] MediaAddress()
    {
        var value = new byte[8];
        value[1] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(value.AsSpan(2), (ushort)(_media.Port ^ 0x2112));
        BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(4), BinaryPrimitives.ReadUInt32BigEndian(_media.Address.GetAddressBytes()) ^ 0x2112A442);
        return Attribute(0x0012, value);
    }

    private byte[] Message(ushort type, byte[] attributes)
    {
        var message = new byte[20 + attributes.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)attributes.Length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), 0x2112A442);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(16), ++_transaction);
        attributes.CopyTo(message, 20);
        return message;
    }

    private byte[] Ask(ushort type, byte[] attributes, bool sign)
    {
        var message = Message(type, attributes);
        if (sign)
        {
            var key = MD5.HashData(Encoding.ASCII.GetBytes($"{_access.Username}:visio:{_access.Password}"));
            message = Message(
                type,
                [
                    .. attributes, .. Attribute(0x0006, Encoding.ASCII.GetBytes(_access.Username)), .. Attribute(0x0014, "visio"u8.ToArray()),
                    .. Attribute(0x0015, _nonce),
                ]);

            // The length already counts the signature that it does not cover (RFC 8489 §14.5).
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)(message.Length - 20 + 24));
            message = [.. message, .. Attribute(0x0008, HMACSHA1.HashData(key, message))];
        }

        _socket.Send(message);
        return _buffer[.._socket.Receive(_buffer)];
    }
}
