using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Visio.Server.Settings;

namespace Visio.Server.Media.Child;

/// <summary>Where the web side and the media process of one data folder find each other: <c>media</c> in the data folder, entered by its owner only.</summary>
internal sealed class ChildPlace
{
    /// <summary>What the kernel takes as the path of a Unix socket, less what is put behind the folder (unix(7)).</summary>
    private const int LongestFolder = 108 - 12;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder;
    private readonly string _sockets;

    /// <exception cref="IOException">The folder cannot be used.</exception>
    public ChildPlace(string dataFolder)
    {
        _folder = Path.Combine(dataFolder, "media");
        Directory.CreateDirectory(_folder, OwnerOnly);
        File.SetUnixFileMode(_folder, OwnerOnly);
        _sockets = Encoding.UTF8.GetByteCount(_folder) <= LongestFolder ? _folder : ShortFolder();
    }

    /// <summary>Clients' requests, passed on by the web side.</summary>
    public string Signalling => Path.Combine(_sockets, "signalling");

    /// <summary>What the two processes say to each other.</summary>
    public string Control => Path.Combine(_sockets, "control");

    /// <summary>Media that came to a port of the web.</summary>
    public string Streams => Path.Combine(_sockets, "streams");

    /// <summary>Whether there has ever been a media process of a data folder.</summary>
    public static bool Exists(string dataFolder) => Directory.Exists(Path.Combine(dataFolder, "media"));

    /// <summary>What has to be the same for one process to work with the other: the program, and what media depends on.</summary>
    public static string Fingerprint(VisioSettings settings) => Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new object?[]
    {
        typeof(ChildPlace).Module.ModuleVersionId, typeof(LiveKit.LiveKitServer).Module.ModuleVersionId,
        settings.Dev, settings.ApiKey, settings.ApiSecret, settings.RoomPresets, settings.LiveKitWebhooks, settings.MediaPort, settings.MediaLoops, settings.PinMediaThreads, settings.MediaTcpPort,
        settings.MediaOnWebPorts, settings.PublicWebPort, settings.MediaBindAddress.ToString(), settings.AdvertisedAddresses.Select(a => a.ToString()),
        settings.Turn, settings.TrustedProxies.Count == 0, settings.DrainTimeout, settings.MediaWaitsForWeb,
        settings.Logging.AsEnumerable().OrderBy(level => level.Key, StringComparer.Ordinal),
    })));

    /// <summary>The media process holds it for as long as it lives; null where another does.</summary>
    public FileStream? TryLockMedia() => TryLock("lock");

    /// <summary>The web side holds it for as long as it lives; null where another does.</summary>
    public FileStream? TryLockWeb() => TryLock("serve.lock");

    /// <summary>Notes which process has the media lock.</summary>
    public void WritePid(int pid) => File.WriteAllText(Path.Combine(_folder, "pid"), pid.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Which process has the media lock; null where nobody said.</summary>
    public int? ReadPid()
    {
        try
        {
            return int.TryParse(File.ReadAllText(Path.Combine(_folder, "pid")), System.Globalization.CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Whether there is a media process: a lock ends with the process that holds it, however that ends.</summary>
    public bool HasMedia()
    {
        using var mine = TryLockMedia();
        return mine is null;
    }

    /// <summary>Whether there is a web side, which may not have come yet.</summary>
    public bool HasWeb()
    {
        using var mine = TryLockWeb();
        return mine is null;
    }

    /// <summary>To be called with the lock held: sockets that a killed process has left cannot be bound again.</summary>
    public void RemoveSockets()
    {
        foreach (var socket in new[] { Signalling, Control, Streams })
        {
            File.Delete(socket);
        }
    }

    private FileStream? TryLock(string name)
    {
        try
        {
            return new FileStream(Path.Combine(_folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A folder of a random name under the one for temporary files, which the next process finds too.</summary>
    private string ShortFolder()
    {
        var note = Path.Combine(_folder, "sockets");
        if (File.Exists(note) && File.ReadAllText(note) is var noted && Directory.Exists(noted))
        {
            return noted;
        }

        var made = Directory.CreateTempSubdirectory("visio-").FullName;
        File.WriteAllText(note, made);
        return made;
    }
}
