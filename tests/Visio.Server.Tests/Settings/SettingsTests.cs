using System.Net;
using Visio.Server.Media;
using Visio.Server.Settings;

namespace Visio.Server.Tests.Settings;

[Trait("Database", "none")]
public sealed class SettingsTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    [Fact]
    public void Without_anything_said_the_documented_defaults_hold()
    {
        var settings = Load(new SettingsSource());
        Assert.Equal(["http://127.0.0.1:8080"], settings.Urls);
        Assert.Equal(7882, settings.MediaPort);
        Assert.Empty(settings.AdvertisedAddresses);
        Assert.Empty(settings.TrustedProxies);
    }

    [Fact]
    public void Dev_has_the_well_known_key_and_stays_on_loopback()
    {
        var settings = Load(new SettingsSource { Dev = true });
        Assert.Equal(("devkey", "secret"), (settings.ApiKey, settings.ApiSecret));
        Assert.Equal([IPAddress.Loopback], settings.AdvertisedAddresses);
        Assert.Equal(IPAddress.Loopback, settings.MediaBindAddress);
        Assert.False(File.Exists(_data[SecretFile.FileName]));
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://192.0.2.1:8080")]
    [InlineData("http://127.0.0.1:8080;http://[::]:8080")]
    [InlineData("http://visio.example:8080")]
    public void Dev_is_refused_where_others_could_reach_it(string urls)
    {
        Assert.Contains("--dev-allow-remote", Assert.Single(Problems(new SettingsSource { Dev = true, Urls = urls })), StringComparison.Ordinal);
        Assert.True(Load(new SettingsSource { Dev = true, DevAllowRemote = true, Urls = urls }).Dev);
    }

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://[::1]:8080")]
    public void Dev_is_fine_on_loopback(string urls) => Assert.Single(Load(new SettingsSource { Dev = true, Urls = urls }).Urls);

    [Fact]
    public void Secrets_are_made_once_and_only_their_owner_may_read_them()
    {
        var first = Load(new SettingsSource());
        Assert.StartsWith("API", first.ApiKey, StringComparison.Ordinal);
        Assert.True(first.ApiSecret.Length >= 32);
        var second = Load(new SettingsSource());
        Assert.Equal((first.ApiKey, first.ApiSecret), (second.ApiKey, second.ApiSecret));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_data[SecretFile.FileName]));
        Assert.Single(Directory.GetFiles(_data.Path));
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("devkey")]
    [InlineData("tooshort")]
    [InlineData("")]
    public void Default_empty_and_short_secrets_are_refused(string secret)
    {
        Write($$"""{ "LiveKit": { "ApiKey": "key", "ApiSecret": "{{secret}}" } }""");
        Assert.Contains("LiveKit:ApiSecret", Assert.Single(Problems(new SettingsSource())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wss://livekit.example", "https://livekit.example/", "wss://livekit.example")]
    [InlineData("ws://10.0.0.7:7880/", "http://10.0.0.7:7880/", "ws://10.0.0.7:7880")]
    [InlineData("https://media.example/livekit", "https://media.example/livekit/", "wss://media.example/livekit")]
    public void A_media_server_elsewhere_is_named_by_three_settings(string url, string api, string clients)
    {
        Write($$"""{ "LiveKit": { "Url": "{{url}}", "ApiKey": "key", "ApiSecret": "{{new string('s', 32)}}" } }""");
        var settings = Load(new SettingsSource());
        Assert.Equal(new Uri(api), settings.RemoteMedia);
        Assert.Equal(clients, RemoteMedia.AddressOf(settings.RemoteMedia!));
        Assert.Equal("key", settings.ApiKey);
        Assert.Equal(("key", new string('s', 32)), (Load(new SettingsSource { Dev = true }).ApiKey, settings.ApiSecret));
        Assert.False(File.Exists(_data[SecretFile.FileName]));
    }

    [Theory]
    [InlineData("livekit.example", "key", "LiveKit:Url")]
    [InlineData("ftp://livekit.example", "key", "LiveKit:Url")]
    [InlineData("wss://user:word@livekit.example", "key", "LiveKit:Url")]
    [InlineData("wss://livekit.example?a=b", "key", "LiveKit:Url")]
    [InlineData("wss://livekit.example", "", "LiveKit:ApiKey")]
    public void A_media_server_elsewhere_needs_an_address_and_its_own_key(string url, string key, string named)
    {
        Write($$"""{ "LiveKit": { "Url": "{{url}}", "ApiKey": "{{key}}", "ApiSecret": "{{new string('s', 32)}}" } }""");
        Assert.Contains(named, Assert.Single(Problems(new SettingsSource())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_secrets_file_is_named_and_not_replaced()
    {
        File.WriteAllText(_data[SecretFile.FileName], "{}");
        Assert.Contains(SecretFile.FileName, Assert.Single(Problems(new SettingsSource())), StringComparison.Ordinal);
        Assert.Equal("{}", File.ReadAllText(_data[SecretFile.FileName]));
    }

    [Fact]
    public void Every_problem_is_listed_at_once()
    {
        Write("""
            {
              "Urls": "ftp://x",
              "DrainTimeout": "soon",
              "AccessibilityContact": "javascript:alert(1)",
              "Media": { "Port": 70000, "BindAddress": "here", "AdvertisedAddresses": [ "there" ] },
              "TrustedProxies": [ "proxy" ],
              "RateLimits": { "RoomsPerSessionPerMinute": 0 },
              "Romms": {}, "Rooms": { "JoinTokenLifetime": "00:00:01", "Colour": "red" }
            }
            """);
        var problems = Problems(new SettingsSource());
        string[] named =
        [
            "ftp://x", "DrainTimeout", "AccessibilityContact", "Media:Port", "here", "there", "proxy", "RoomsPerSessionPerMinute", "Romms", "JoinTokenLifetime", "Rooms:Colour",
        ];
        Assert.All(named, name => Assert.Contains(problems, problem => problem.Contains(name, StringComparison.Ordinal)));
        Assert.Equal(named.Length, problems.Count);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    public void An_address_that_nobody_can_send_to_is_not_advertised(string address)
    {
        Write($$"""{ "Media": { "AdvertisedAddresses": [ "{{address}}" ] } }""");
        Assert.Contains("nobody can send there", Assert.Single(Problems(new SettingsSource())), StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_of_both_families_are_advertised()
    {
        Write("""{ "Media": { "AdvertisedAddresses": [ "192.0.2.1", "2001:db8::1" ] } }""");
        var settings = Load(new SettingsSource());
        Assert.Equal(["192.0.2.1", "2001:db8::1"], settings.AdvertisedAddresses.Select(a => a.ToString()));
        Assert.Equal(IPAddress.IPv6Any, settings.MediaBindAddress);
    }

    [Theory]
    [InlineData("{}", null, 7881)]
    [InlineData("{}", 0, 0)]
    [InlineData("{}", 9000, 9000)]
    [InlineData("""{ "Media": { "Port": 9001 } }""", null, 9001)]
    [InlineData("""{ "Media": { "TcpPort": 443 } }""", null, 443)]
    [InlineData("""{ "Media": { "TcpPort": 443 } }""", 9000, 443)]
    [InlineData("""{ "Media": { "Tcp": false } }""", null, null)]
    public void Media_over_TCP_has_the_usual_port_or_that_of_UDP(string file, int? argument, int? port)
    {
        Write(file);
        Assert.Equal(port, Load(new SettingsSource { MediaPort = argument }).MediaTcpPort);
    }

    [Fact]
    public void A_file_that_is_no_JSON_is_named()
    {
        Write("{ oops");
        Assert.Contains("visio.json", Assert.Single(Problems(new SettingsSource())), StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_win_over_environment_which_wins_over_the_file()
    {
        Write("""{ "DrainTimeout": "00:00:03", "Media": { "Port": 1000 }, "Rooms": { "JoinTokenLifetime": "00:05:00" } }""");
        Environment.SetEnvironmentVariable("VISIO__Rooms__JoinTokenLifetime", "00:09:30");
        try
        {
            var settings = Load(new SettingsSource { MediaPort = 2000 });
            Assert.Equal(TimeSpan.FromSeconds(3), settings.DrainTimeout);
            Assert.Equal(TimeSpan.FromSeconds(570), settings.Rooms.JoinTokenLifetime);
            Assert.Equal(2000, settings.MediaPort);
        }
        finally
        {
            Environment.SetEnvironmentVariable("VISIO__Rooms__JoinTokenLifetime", null);
        }
    }

    [Fact]
    public void Proxies_are_addresses_or_networks()
    {
        Write("""{ "TrustedProxies": [ "10.0.0.0/8", "192.0.2.1", "::1" ] }""");
        Assert.Equal(["10.0.0.0/8", "192.0.2.1/32", "::1/128"], Load(new SettingsSource()).TrustedProxies.Select(network => network.ToString()));
    }

    [Fact]
    public void Receivers_of_LiveKit_webhooks_are_addresses_of_the_web()
    {
        Write("""{ "LiveKit": { "WebhookUrls": [ "https://app.example/hook", "ftp://app.example", "hook" ] } }""");
        Assert.Collection(
            Problems(new SettingsSource()),
            problem => Assert.StartsWith("LiveKit:WebhookUrls has 'ftp://app.example'", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("LiveKit:WebhookUrls has 'hook'", problem, StringComparison.Ordinal));
        Write("""{ "LiveKit": { "WebhookUrls": [ "https://app.example/hook" ] } }""");
        Assert.Equal("https://app.example/hook", Assert.Single(Load(new SettingsSource()).LiveKitWebhooks).AbsoluteUri);
    }

    [Fact]
    public void Room_presets_are_configurations_with_a_name()
    {
        Write("""{ "LiveKit": { "RoomPresets": [ "{\"name\":\"a\",\"maxParticipants\":3}", "{}", "oops", "{\"name\":\"a\"}" ] } }""");
        Assert.Equal(3, Problems(new SettingsSource()).Count(problem => problem.StartsWith("LiveKit:RoomPresets has", StringComparison.Ordinal)));
        Write("""{ "LiveKit": { "RoomPresets": [ "{\"name\":\"a\",\"maxParticipants\":3}" ] } }""");
        Assert.Equal("a", Assert.Single(Load(new SettingsSource()).RoomPresets).Key);
    }

    [Fact]
    public void Settings_do_not_print_their_secret()
    {
        var settings = Load(new SettingsSource());
        Assert.DoesNotContain(settings.ApiSecret, settings.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _data.Dispose();

    private void Write(string json) => File.WriteAllText(_data["visio.json"], json);

    private VisioSettings Load(SettingsSource source) => SettingsLoader.Load(source with { Data = _data.Path });

    private IReadOnlyList<string> Problems(SettingsSource source) => Assert.Throws<SettingsException>(() => Load(source)).Problems;
}
