using System.Net;
using System.Runtime.InteropServices;
using Visio.Server.Media;
using Visio.Server.Settings;

namespace Visio.Server.Doctor;

/// <summary>Whether the machine has what the program needs.</summary>
internal static class MachineChecks
{
    public static IEnumerable<Finding> Run(VisioSettings settings, DateTimeOffset now)
    {
        yield return OpenSsl("libssl.so.3");
        yield return OpenSsl("libcrypto.so.3");
        yield return Clock(now);
        if (settings.RemoteMedia is null)
        {
            yield return Addresses(settings);
        }

        yield return settings.WebRoot is { } folder
            ? new Finding("web client", folder)
            : new Finding("web client", "not built", "Run 'make run', or 'npm --prefix web ci && npm --prefix web run build'.");
    }

    private static Finding OpenSsl(string library)
    {
        if (!NativeLibrary.TryLoad(library, out var handle))
        {
            return new Finding(library, "cannot be loaded", "Install OpenSSL 3 (Debian and Ubuntu: the package libssl3).");
        }

        NativeLibrary.Free(handle);
        return new Finding(library, "can be loaded");
    }

    private static Finding Clock(DateTimeOffset now)
    {
        // Tokens carry times: a clock that is behind makes tokens that are not valid yet, and the other way round.
        var built = File.GetLastWriteTimeUtc(typeof(MachineChecks).Assembly.Location);
        return now.UtcDateTime < built - TimeSpan.FromDays(1)
            ? new Finding("clock", $"{now:u} is before this program was built ({built:u})", "Set the clock; let it be kept by NTP.")
            : new Finding("clock", $"{now:u}");
    }

    private static Finding Addresses(VisioSettings settings)
    {
        var addresses = EmbeddedRooms.AddressesToTell(settings);
        return addresses.All(IPAddress.IsLoopback) && !settings.Dev
            ? new Finding("media addresses", "no interface but loopback has an address", "Connect the machine, or set Media:AdvertisedAddresses.")
            : new Finding("media addresses", string.Join(", ", addresses));
    }
}
