using System.Text;
using Visio.Rtc.Ice;
using Visio.Rtc.Stun;

namespace Visio.Rtc.Tests.Ice;

/// <summary>Writes connectivity checks, right and wrong ones.</summary>
internal static class Check
{
    public static byte[] Write(
        IceCredentials receiver,
        string sender,
        bool nominate = true,
        string? password = null,
        bool integrity = true,
        bool fingerprint = true,
        bool controlled = false,
        StunAttribute? extra = null,
        ulong transaction = 1)
    {
        var bytes = new byte[StunMessage.MaxSize];
        var writer = new StunWriter(bytes, StunClass.Request, new(transaction, 0));
        writer.AddUsername(Encoding.ASCII.GetBytes(receiver.UsernameFragment), Encoding.ASCII.GetBytes(sender));
        writer.AddUInt32(StunAttribute.Priority, 1);
        writer.AddUInt64(controlled ? StunAttribute.IceControlled : StunAttribute.IceControlling, 1);
        if (nominate)
        {
            writer.AddFlag(StunAttribute.UseCandidate);
        }

        if (extra is { } type)
        {
            writer.AddUInt32(type, 0);
        }

        if (integrity)
        {
            writer.AddIntegrity(Encoding.ASCII.GetBytes(password ?? receiver.Password));
        }

        if (fingerprint)
        {
            writer.AddFingerprint();
        }

        return bytes[..writer.Length];
    }
}
