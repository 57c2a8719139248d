using Microsoft.Win32.SafeHandles;

namespace Visio.Rtc.Dtls;

/// <summary>Owns one reference to a memory <c>BIO</c>; the association holds another.</summary>
internal sealed class BioHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        _ = LibCrypto.BIO_free(handle);
        return true;
    }
}
