using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Visio.Rtc.OpenSsl;

/// <summary>Finds OpenSSL for every P/Invoke of this assembly.</summary>
/// <remarks>
/// .NET itself loads <c>libssl.so.3</c> for HTTPS; asking for the same file name shares that instance. The unversioned name is a
/// development link that may point to another major version, so it is never used.
/// </remarks>
internal static class OpenSslLibrary
{
    /// <summary>The name to give <see cref="LibraryImportAttribute"/> for TLS and DTLS.</summary>
    public const string Ssl = "libssl";

    /// <summary>The name to give <see cref="LibraryImportAttribute"/> for ciphers, hashes and certificates.</summary>
    public const string Crypto = "libcrypto";

    private static readonly string[] Suffixes = [".so.3", ".so.4"];

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "An assembly has one resolver and it must stand before the first P/Invoke of any class.")]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(OpenSslLibrary).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name is not (Ssl or Crypto))
        {
            return 0;
        }

        foreach (var suffix in Suffixes)
        {
            if (NativeLibrary.TryLoad(name + suffix, out var handle))
            {
                return handle;
            }
        }

        throw new DllNotFoundException($"OpenSSL 3 is needed for DTLS and SRTP, but neither {name}.so.3 nor {name}.so.4 can be loaded. Install the package libssl3.");
    }
}
