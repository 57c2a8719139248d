using System.Net;
using System.Reflection;
using System.Text.Json;
using Npgsql;

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

        var urls = ReadUrls(FirstOf(source.Urls, options.Urls), source, problems);
        var advertised = options.Media.AdvertisedAddresses.Select(text => ReadAddress("Media:AdvertisedAddresses", text, problems)).ToList();
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
        var webRoot = WebClientFolder.Find(FirstOf(source.WebRoot, options.WebRoot), problems);
        var postgres = ReadPostgres(options.Database.Postgres, problems);
        EnsureFolder(dataFolder, problems);
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
            WebRoot = webRoot,
            TrustedProxies = proxies,
            DrainTimeout = options.DrainTimeout,
            ApiKey = key,
            ApiSecret = secret,
            MediaPort = source.MediaPort ?? options.Media.Port,
            MediaBindAddress = bind,
            AdvertisedAddresses = advertised,
            PostgresConnection = postgres,
            Oidc = options.Oidc,
            Accounts = options.Accounts,
            WebhookNetworks = webhookNetworks,
            Rooms = options.Rooms,
            RateLimits = options.RateLimits,
            Logging = configuration.GetSection("Logging"),
        };
    }

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
        type == typeof(int) ? "whole number"
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

    private static List<string> ReadUrls(string text, SettingsSource source, List<string> problems)
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
                || uri is not { Scheme: "http", AbsolutePath: "/", Host.Length: > 0 })
            {
                problems.Add($"Urls has '{url}': not an address as http://127.0.0.1:8080. TLS is left to a proxy in front.");
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

    private static string? ReadPostgres(string text, List<string> problems)
    {
        try
        {
            return text.Length == 0 ? null : new NpgsqlConnectionStringBuilder(text).ConnectionString;
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

    private static void CheckRanges(VisioOptions options, SettingsSource source, List<string> problems)
    {
        if ((source.MediaPort ?? options.Media.Port) is < 0 or > 65535)
        {
            problems.Add("Media:Port must be from 0 to 65535.");
        }

        if (options.DrainTimeout < TimeSpan.Zero || options.DrainTimeout > TimeSpan.FromHours(1))
        {
            problems.Add("DrainTimeout must be from 0 to one hour.");
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
        if (dev)
        {
            return ("devkey", "secret");
        }

        if (settings is { ApiKey: "", ApiSecret: "" })
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
}
