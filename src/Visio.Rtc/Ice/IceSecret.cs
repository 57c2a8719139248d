using System.Text;

namespace Visio.Rtc.Ice;

/// <summary>Credentials in the form that goes over the wire, encoded once.</summary>
internal sealed class IceSecret(IceCredentials credentials)
{
    public IceCredentials Credentials { get; } = credentials;

    public byte[] Fragment { get; } = Encoding.UTF8.GetBytes(credentials.UsernameFragment);

    /// <summary>The key of MESSAGE-INTEGRITY: the password as it is (RFC 8489 §9.1.1; ICE passwords need no OpaqueString preparation).</summary>
    public byte[] Password { get; } = Encoding.UTF8.GetBytes(credentials.Password);
}
