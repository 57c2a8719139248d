using Microsoft.Win32.SafeHandles;

namespace Visio.Rtc.Dtls;

/// <summary>Owns an <c>SSL_CTX</c>. OpenSSL counts references: connections made from it outlive it safely.</summary>
internal sealed class SslContextHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibSsl.SSL_CTX_free(handle);
        return true;
    }
}
