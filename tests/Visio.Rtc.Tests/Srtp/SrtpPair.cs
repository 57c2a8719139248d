using System.Buffers.Binary;
using Visio.Rtc.Srtp;
using Visio.Testing;

namespace Visio.Rtc.Tests.Srtp;

/// <summary>Both ends of one SRTP transport, with keys drawn from a seed.</summary>
internal sealed class SrtpPair : IDisposable
{
    public SrtpPair(SrtpProfile profile, int seed = 1)
    {
        var keys = new byte[SrtpSession.KeyingMaterialLength(profile)];
        new SeededRandom(seed).Fill(keys);
        Client = new(profile, keys, isDtlsClient: true);
        Server = new(profile, keys, isDtlsClient: false);
    }

    public SrtpSession Client { get; }

    public SrtpSession Server { get; }

    public static byte[] Rtp(uint ssrc, ushort sequenceNumber, int payloadLength = 40)
    {
        var packet = new byte[12 + payloadLength];
        packet[0] = 0x80;
        packet[1] = 96;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), sequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), ssrc);
        packet.AsSpan(12).Fill((byte)sequenceNumber);
        return packet;
    }

    public static byte[] Rtcp(uint ssrc)
    {
        byte[] packet = [0x80, 201, 0, 1, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), ssrc);
        return packet;
    }

    public static byte[] Protect(SrtpSession session, SrtpSendStream stream, byte[] rtp)
    {
        var packet = new byte[rtp.Length + session.RtpOverhead];
        Assert.Equal(packet.Length, session.ProtectRtp(stream, rtp.AsSpan(0, 12), rtp.AsSpan(12), packet));
        return packet;
    }

    public static byte[] ProtectRtcp(SrtpSession session, byte[] rtcp)
    {
        var packet = new byte[rtcp.Length + session.RtcpOverhead];
        Assert.Equal(packet.Length, session.ProtectRtcp(rtcp, packet));
        return packet;
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
