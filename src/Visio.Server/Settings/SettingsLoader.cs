using System.Globalization;
using System.Net.Mail;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using Visio.LiveKit;

namespace Visio.Server.Settings;

/// <summary>
/// Turns files, environment and command line into <see cref="VisioSettings"/>, or says everything that is wrong with them.
/// Later sources win: <c>appsettings.json</c> beside the program, <c>visio.json</c> in the data folder, <c>VISIO__…</c>, arguments.
/// </summary>
internal static class SettingsLoader
{
    public const string EnvironmentPrefix = "VISIO__";

    /// <summary>LiveKit's clients and servers sign with HS256, whose key should not be shorter than its hash (RFC 7518 section 3.2).</summary>
    private const int MinimumSecretLength = 32;

    private static readonly string[] WellKnownSecrets = ["secret", "devkey", "changeme", "password"];

    /// <exception cref="SettingsException">Some setting cannot be used.</exception>
    public static VisioSettings Load(SettingsSource source)
    {
        var problems = new List<string>();
        var beforeDataFolder = Configuration(dataFolder: null);
        var dataFolder = Path.GetFullPath(FirstOf(source.Data, beforeDataFolder[nameof(VisioOptions.Data)], source.Dev ? "data" : "/var/lib/visio"));
        var configuration = Configuration(dataFolder);
        RefuseUnknownKeys(configuration, typeof(VisioOptions), problems);
        var options = Bind(configuration, problems);

        var certificates = TlsSettingsRules.Certificates(options.Tls, problems);
        var hasAcme = TlsSettingsRules.HasAcme(options, problems);
        var hasTls = certificates.Count > 0 || hasAcme;
        var urls = ReadUrls(FirstOf(source.Urls, options.Urls, hasTls ? "https://*:443" : "http://127.0.0.1:8080"), hasTls, source, problems);
        var advertised = options.Media.AdvertisedAddresses.Select(text => ReadAdvertised(text, problems)).ToList();
        var bind = ReadAddress("Media:BindAddress", options.Media.BindAddress, problems);
        if (source is { Dev: true, DevAllowRemote: false } && advertised.Count == 0)
        {
            advertised = [IPAddress.Loopback];
            bind = IPAddress.Loopback;
        }

        CheckRanges(options, source, problems);
        problems.AddRange(OidcSettingsRules.Problems(options.Oidc));
        var proxies = options.TrustedProxies.Select(text => ReadNetwork("TrustedProxies", text, problems)).ToList();
        var webhookNetworks = options.Webhooks.AllowedNetworks.Select(text => ReadNetwork("Webhooks:AllowedNetworks", text, problems)).ToList();
        var liveKitWebhooks = options.LiveKit.WebhookUrls.Select(text => ReadWebhookUrl(text, problems)).OfType<Uri>().ToList();
        var presets = ReadPresets(options.LiveKit.RoomPresets, problems);
        var webRoot = WebClientFolder.Find(FirstOf(source.WebRoot, options.WebRoot), problems);
        var postgres = ReadPostgres(options.Database.Postgres, problems);
        EnsureFolder(dataFolder, problems);
        var remoteMedia = ReadRemoteMedia(options.LiveKit, source.Dev, problems);
        var (key, secret) = ReadKey(options.LiveKit, source.Dev, dataFolder, problems);
        if (problems.Count > 0)
        {
            throw new SettingsException(problems);
        }

        return new VisioSettings
        {
            Dev = source.Dev,
            DataFolder = dataFolder,
            Urls = urls,
            CertificateFiles = certificates,
            Domains = [.. options.Tls.Domains],
            Acme = hasAcme ? options.Acme : null,
            WebRoot = webRoot,
            TrustedProxies = proxies,
            DrainTimeout = options.DrainTimeout,
            RemoteMedia = remoteMedia,
            MediaInChild = remoteMedia is null
                && FirstOf(source.Media, options.Media.Process, source.Dev ? MediaSettings.InProcess : MediaSettings.Child) == MediaSettings.Child,
            MediaCommand = MediaCommand(source, dataFolder),
            MediaWaitsForWeb = options.Media.WaitForWeb,
            ApiKey = key,
            ApiSecret = secret,
            RoomPresets = presets,
            LiveKitWebhooks = liveKitWebhooks,
            MediaPort = source.MediaPort ?? options.Media.Port,
            MediaLoops = options.Media.Loops == 0 ? Environment.ProcessorCount : options.Media.Loops,
            PinMediaThreads = options.Media.PinThreads,
            MediaTcpPort = TcpPort(options.Media, source.MediaPort ?? options.Media.Port, IsTls(urls)),
            MediaOnWebPorts = options.Media.WebPort,
            PublicWebPort = options.Media.PublicWebPort == 0 ? null : options.Media.PublicWebPort,
            MediaBindAddress = bind,
            AdvertisedAddresses = advertised,
            Turn = options.Turn.Enabled ? options.Turn : null,
            PostgresConnection = postgres,
            AccessibilityContact = options.AccessibilityContact.Length == 0 ? null : options.AccessibilityContact,
            Oidc = options.Oidc,
            Accounts = options.Accounts,
            WebhookNetworks = webhookNetworks,
            Rooms = options.Rooms,
            RateLimits = options.RateLimits,
            Logging = configuration.GetSection("Logging"),
        };
    }

    private static List<string> MediaCommand(SettingsSource source, string dataFolder) =>
    [
        Environment.ProcessPath!,
        .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Assembly.GetEntryAssembly()!.Location] : Array.Empty<string>(),
        "media", "--supervised", "--data", dataFolder,
        .. source.Dev ? ["--dev"] : Array.Empty<string>(),
        .. source.DevAllowRemote ? ["--dev-allow-remote"] : Array.Empty<string>(),
        .. source.Urls is { } urls ? ["--urls", urls] : Array.Empty<string>(),
        .. source.MediaPort is { } port ? ["--media-port", port.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
    ];

    private static bool IsTls(IEnumerable<string> urls) => urls.Any(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase));

    /// <summary>LiveKit's usual pair of numbers; who has chosen another for UDP has probably opened it for TCP too.</summary>
    private static int? TcpPort(MediaSettings media, int udpPort, bool webHasTls) =>
        !media.Tcp || (media.TcpPort is null && media.WebPort && webHasTls) ? null : media.TcpPort ?? (udpPort == MediaSettings.DefaultPort ? MediaSettings.DefaultTcpPort : udpPort);

    private static IConfigurationRoot Configuration(string? dataFolder)
    {
        var builder = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        if (dataFolder is not null)
        {
            builder.AddJsonFile(Path.Combine(dataFolder, "visio.json"), optional: true);
        }

        builder.AddEnvironmentVariables(EnvironmentPrefix);
        try
        {
            return builder.Build();
        }
        catch (InvalidDataException unreadable)
        {
            throw new SettingsException([unreadable.Message + " " + unreadable.InnerException?.Message]);
        }
    }

    private static VisioOptions Bind(IConfiguration configuration, List<string> problems)
    {
        // Bound one by one, so that every value that is no number or no time is named, not only the first.
        var options = new VisioOptions();
        BindInto(configuration, options, problems);
        return options;
    }

    private static void BindInto(IConfiguration section, object target, List<string> problems)
    {
        foreach (var property in target.GetType().GetProperties())
        {
            var child = section.GetSection(property.Name);
            if (!child.Exists())
            {
                continue;
            }

            if (property.GetValue(target) is IList<string> list)
            {
                foreach (var item in child.GetChildren())
                {
                    list.Add(item.Value ?? "");
                }
            }
            else if (property.SetMethod is null)
            {
                BindInto(child, property.GetValue(target)!, problems);
            }
            else
            {
                try
                {
                    property.SetValue(target, child.Get(property.PropertyType));
                }
                catch (InvalidOperationException)
                {
                    problems.Add($"{child.Path} is '{child.Value}': not a {NameOf(property.PropertyType)}.");
                }
            }
        }
    }

    private static string NameOf(Type type) =>
        type == typeof(int) || type == typeof(int?) ? "whole number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "time (hh:mm:ss)"
        : type.IsEnum ? $"choice ({string.Join(", ", Enum.GetNames(type))})"
        : "text";

    private static void RefuseUnknownKeys(IConfiguration section, Type type, List<string> problems)
    {
        foreach (var child in section.GetChildren())
        {
            var property = type.GetProperty(child.Key, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance);
            if (property is null)
            {
                if (child.Path is not "Logging")
                {
                    problems.Add($"{child.Path} is no setting; docs/configuration.md lists them.");
                }
            }
            else if (property is { SetMethod: null, PropertyType.IsInterface: false })
            {
                RefuseUnknownKeys(child, property.PropertyType, problems);
            }
        }
    }

    private static List<string> ReadUrls(string text, bool hasTls, SettingsSource source, List<string> problems)
    {
        var urls = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToList();
        if (urls.Count == 0)
        {
            problems.Add("Urls is empty: say where to listen, as http://127.0.0.1:8080.");
        }

        foreach (var url in urls)
        {
            // Kestrel reads '*' and '+' as "every address"; System.Uri does not.
            if (!Uri.TryCreate(url.Replace("*", "0.0.0.0", StringComparison.Ordinal).Replace("+", "0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri)
                || uri is not { Scheme: "http" or "https", AbsolutePath: "/", Host.Length: > 0 })
            {
                problems.Add($"Urls has '{url}': not an address as http://127.0.0.1:8080 or https://*:443.");
            }
            else if (uri.Scheme == Uri.UriSchemeHttps && !hasTls)
            {
                problems.Add($"Urls has '{url}', which needs a certificate: name its file in Tls:CertificateFile, or set Acme:AgreeToTerms and Tls:Domains.");
            }
            else if (source is { Dev: true, DevAllowRemote: false } && !uri.IsLoopback)
            {
                problems.Add($"--dev would listen on {url}, where others could sign in as anybody. Listen on 127.0.0.1, or add --dev-allow-remote.");
            }
        }

        return urls;
    }

    private static IPAddress ReadAddress(string setting, string text, List<string> problems)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return address;
        }

        problems.Add($"{setting} has '{text}': not an IP address.");
        return IPAddress.None;
    }

    private static IPAddress ReadAdvertised(string text, List<string> problems)
    {
        const string setting = "Media:AdvertisedAddresses";
        if (IPAddress.TryParse(text, out var address)
            && (address.Equals(IPAddress.IPv6Any) || address.IsIPv6Multicast || address.IsIPv6LinkLocal || address.GetAddressBytes() is [0 or >= 224, _, _, _]))
        {
            problems.Add($"{setting} has '{text}': nobody can send there. Say an address that browsers reach this server at.");
            return address;
        }

        return ReadAddress(setting, text, problems);
    }

    private static string? ReadPostgres(string text, List<string> problems)
    {
        // In a method of its own: the media process never loads the driver.
        return text.Length == 0 ? null : ReadConnectionString(text, problems);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? ReadConnectionString(string text, List<string> problems)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).ConnectionString;
        }
        catch (ArgumentException)
        {
            // The text may hold a password: it is not repeated.
            problems.Add("Database:Postgres is no connection string as Host=db;Database=visio;Username=visio;Password=…");
            return null;
        }
    }

    private static IPNetwork ReadNetwork(string setting, string text, List<string> problems)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        if (IPAddress.TryParse(text, out var address))
        {
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        problems.Add($"{setting} has '{text}': neither an IP address nor a network as 10.0.0.0/8.");
        return default;
    }

    private static Dictionary<string, string> ReadPresets(IEnumerable<string> texts, List<string> problems)
    {
        var presets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (!LiveKitRoomPreset.TryReadName(text, out var name) || !presets.TryAdd(name, text))
            {
                problems.Add($"LiveKit:RoomPresets has '{text}': not the configuration of a room with a name of its own.");
            }
        }

        return presets;
    }

    private static Uri? ReadRemoteMedia(LiveKitSettings settings, bool dev, List<string> problems)
    {
        if (settings.Url.Length == 0)
        {
            return null;
        }

        if (!Uri.TryCreate(settings.Url, UriKind.Absolute, out var url)
            || url is not { Scheme: "ws" or "wss" or "http" or "https", Host.Length: > 0, Query: "", Fragment: "", UserInfo: "" })
        {
            problems.Add($"LiveKit:Url is '{settings.Url}': not an address as wss://livekit.example.");
            return null;
        }

        if (settings.ApiKey.Length == 0 != (settings.ApiSecret.Length == 0) || (!dev && settings.ApiKey.Length == 0))
        {
            problems.Add("LiveKit:Url names another media server: LiveKit:ApiKey and LiveKit:ApiSecret must be a key of it and its secret.");
        }

        var isSecure = url.Scheme is "wss" or "https";
        return new UriBuilder(url) { Scheme = isSecure ? "https" : "http", Port = url.Port, Path = url.AbsolutePath.TrimEnd('/') + "/" }.Uri;
    }

    private static Uri? ReadWebhookUrl(string text, List<string> problems)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", Host.Length: > 0 })
        {
            return url;
        }

        problems.Add($"LiveKit:WebhookUrls has '{text}': not an address as https://app.example/livekit.");
        return null;
    }

    private static void CheckRanges(VisioOptions options, SettingsSource source, List<string> problems)
    {
        if ((source.MediaPort ?? options.Media.Port) is < 0 or > 65535)
        {
            problems.Add("Media:Port must be from 0 to 65535.");
        }

        if (options.Media.Loops is < 0 or > MediaSettings.MostLoops)
        {
            problems.Add($"Media:Loops must be from 0 to {MediaSettings.MostLoops}.");
        }
        else if ((source.MediaPort ?? options.Media.Port) is <= 65535 and var port && port + options.Media.Loops > 65536)
        {
            problems.Add("Media:Port leaves no room for the ports of all Media:Loops below 65536.");
        }

        if (FirstOf(source.Media, options.Media.Process, MediaSettings.Child) is not (MediaSettings.Child or MediaSettings.InProcess))
        {
            problems.Add($"Media:Process must be {MediaSettings.Child} or {MediaSettings.InProcess}.");
        }

        if (options.Media.WaitForWeb < TimeSpan.Zero || options.Media.WaitForWeb > TimeSpan.FromHours(1))
        {
            problems.Add("Media:WaitForWeb must be from 0 to one hour.");
        }

        if (options.Media.TcpPort is < 0 or > 65535)
        {
            problems.Add("Media:TcpPort must be from 0 to 65535.");
        }

        if (options.Media.PublicWebPort is < 0 or > 65535)
        {
            problems.Add("Media:PublicWebPort must be from 0 to 65535.");
        }

        if (options.Turn.Port is < 0 or > 65535)
        {
            problems.Add("Turn:Port must be from 0 to 65535.");
        }

        if (options.Turn.TlsPort is < 0 or > 65535)
        {
            problems.Add("Turn:TlsPort must be from 0 to 65535.");
        }

        if (options.Turn.CertificateFile.Length > 0 && (options.Turn.Domain.Length == 0 || !File.Exists(options.Turn.CertificateFile)))
        {
            problems.Add($"Turn:CertificateFile is {options.Turn.CertificateFile}: it must exist, and Turn:Domain say what name it is for.");
        }

        if (options.DrainTimeout < TimeSpan.Zero || options.DrainTimeout > TimeSpan.FromHours(1))
        {
            problems.Add("DrainTimeout must be from 0 to one hour.");
        }

        if (options.AccessibilityContact.Length > 0 && !IsContact(options.AccessibilityContact))
        {
            problems.Add("AccessibilityContact must be an e-mail address, or an address that begins with https:.");
        }

        if (options.Rooms.JoinTokenLifetime < TimeSpan.FromSeconds(30) || options.Rooms.JoinTokenLifetime > TimeSpan.FromHours(24))
        {
            problems.Add("Rooms:JoinTokenLifetime must be from 30 seconds to 24 hours.");
        }

        if (options.Accounts.SessionLifetime < TimeSpan.FromMinutes(1) || options.Accounts.SessionLifetime > TimeSpan.FromHours(12))
        {
            problems.Add("Accounts:SessionLifetime must be from one minute to 12 hours.");
        }

        if (options.Rooms.LobbyPlaceKept < TimeSpan.FromSeconds(1) || options.Rooms.LobbyPlaceKept > TimeSpan.FromHours(1))
        {
            problems.Add("Rooms:LobbyPlaceKept must be from one second to one hour.");
        }

        if (options.Rooms.LobbyPause < TimeSpan.Zero || options.Rooms.LobbyPause > TimeSpan.FromHours(1))
        {
            problems.Add("Rooms:LobbyPause must be from 0 to one hour.");
        }

        if (options.Rooms.LobbyPlaces is < 1 or > 100_000)
        {
            problems.Add("Rooms:LobbyPlaces must be from 1 to 100,000.");
        }

        foreach (var limit in typeof(RateLimitSettings).GetProperties())
        {
            if (limit.GetValue(options.RateLimits) is < 1)
            {
                problems.Add($"RateLimits:{limit.Name} must be at least 1.");
            }
        }
    }

    private static void EnsureFolder(string folder, List<string> problems)
    {
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            problems.Add($"The data folder {folder} cannot be made: {refused.Message} Make it, or name another with --data.");
        }
    }

    private static (string Key, string Secret) ReadKey(LiveKitSettings settings, bool dev, string dataFolder, List<string> problems)
    {
        // Another server has another key, also in development.
        if (dev && (settings.Url.Length == 0 || settings is { ApiKey: "", ApiSecret: "" }))
        {
            return ("devkey", "secret");
        }

        if (settings is { ApiKey: "", ApiSecret: "", Url: "" })
        {
            try
            {
                var made = SecretFile.LoadOrCreate(dataFolder);
                return (made.ApiKey, made.ApiSecret);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or JsonException)
            {
                problems.Add($"{SecretFile.FileName} in the data folder cannot be used: {refused.Message}");
                return ("", "");
            }
        }

        if (dev || (settings.Url.Length > 0 && (settings.ApiKey.Length == 0 || settings.ApiSecret.Length == 0)))
        {
            return (settings.ApiKey, settings.ApiSecret);
        }

        if (settings.ApiKey.Length == 0)
        {
            problems.Add("LiveKit:ApiKey is empty, but there is a secret. Give both, or none to have them made.");
        }

        if (WellKnownSecrets.Contains(settings.ApiSecret, StringComparer.OrdinalIgnoreCase) || settings.ApiSecret.Length < MinimumSecretLength)
        {
            problems.Add($"LiveKit:ApiSecret must be a secret of at least {MinimumSecretLength} characters. Give none to have one made.");
        }

        return (settings.ApiKey, settings.ApiSecret);
    }

    private static string FirstOf(params ReadOnlySpan<string?> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!string.IsNullOrWhiteSpace(candidate))
            {
                return candidate;
            }
        }

        return "";
    }

    private static bool IsContact(string text) =>
        (MailAddress.TryCreate(text, out var mail) && mail.Address == text)
        || (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps);
}
