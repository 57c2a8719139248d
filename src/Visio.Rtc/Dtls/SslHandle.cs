using Microsoft.Win32.SafeHandles;

namespace Visio.Rtc.Dtls;

/// <summary>Owns an <c>SSL</c>, one DTLS association.</summary>
internal sealed class SslHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        LibSsl.SSL_free(handle);
        return true;
    }
}
