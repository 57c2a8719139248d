using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Signalling;

/// <summary>Reads the query of <c>/rtc</c>, which says in parameters what <c>/rtc/v1</c> says in one message.</summary>
internal static class JoinQuery
{
    /// <summary>Reads the parameters; those that are absent or not understood have their defaults.</summary>
    /// <param name="query">The query.</param>
    /// <param name="request">The same as a join request.</param>
    /// <returns>False when the attributes cannot be decoded.</returns>
    public static bool TryRead(IQueryCollection query, out JoinRequest request)
    {
        request = new()
        {
            ClientInfo = ReadClient(query),
            ConnectionSettings = ReadSettings(query),
            Metadata = query["metadata"].ToString(),
            Reconnect = ReadFlag(query, "reconnect"),
            ReconnectReason = (ReconnectReason)ReadNumber(query, "reconnect_reason"),
            ParticipantSid = query["sid"].ToString(),
        };
        return TryReadAttributes(query["attributes"].ToString(), request);
    }

    private static ClientInfo ReadClient(IQueryCollection query)
    {
        var client = new ClientInfo
        {
            Sdk = ReadSdk(query["sdk"].ToString()),
            Version = query["version"].ToString(),
            Protocol = ReadNumber(query, "protocol"),
            ClientProtocol = ReadNumber(query, "client_protocol"),
            Os = query["os"].ToString(),
            OsVersion = query["os_version"].ToString(),
            DeviceModel = query["device_model"].ToString(),
            Browser = query["browser"].ToString(),
            BrowserVersion = query["browser_version"].ToString(),
            Network = query["network"].ToString(),
        };
        foreach (var name in query["capabilities"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (ReadCapability(name) is { } capability && !client.Capabilities.Contains(capability))
            {
                client.Capabilities.Add(capability);
            }
        }

        return client;
    }

    private static ConnectionSettings ReadSettings(IQueryCollection query)
    {
        var settings = new ConnectionSettings
        {
            AutoSubscribe = !query.ContainsKey("auto_subscribe") || ReadFlag(query, "auto_subscribe"),
            AdaptiveStream = ReadFlag(query, "adaptive_stream"),
            DisableIceLite = ReadFlag(query, "disable_ice_lite"),
        };
        if (query.ContainsKey("subscriber_allow_pause"))
        {
            settings.SubscriberAllowPause = ReadFlag(query, "subscriber_allow_pause");
        }

        if (query.ContainsKey("auto_subscribe_data_track"))
        {
            settings.AutoSubscribeDataTrack = ReadFlag(query, "auto_subscribe_data_track");
        }

        return settings;
    }

    private static bool TryReadAttributes(string encoded, JoinRequest request)
    {
        if (encoded.Length == 0)
        {
            return true;
        }

        try
        {
            // Clients write the URL alphabet, with or without padding.
            var json = Base64Url.DecodeFromUtf8(Encoding.ASCII.GetBytes(encoded.TrimEnd('=')));
            if (JsonSerializer.Deserialize<Dictionary<string, string>>(json) is { } attributes && !attributes.ContainsValue(null!))
            {
                request.ParticipantAttributes.Add(attributes);
                return true;
            }
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // Told below.
        }

        return false;
    }

    private static bool ReadFlag(IQueryCollection query, string name) =>
        query[name].ToString() is var value && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    private static int ReadNumber(IQueryCollection query, string name) =>
        int.TryParse(query[name].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static ClientInfo.Types.SDK ReadSdk(string name) => name.ToLowerInvariant() switch
    {
        "js" => ClientInfo.Types.SDK.Js,
        "reactnative" => ClientInfo.Types.SDK.ReactNative,
        "ios" or "swift" => ClientInfo.Types.SDK.Swift,
        "android" => ClientInfo.Types.SDK.Android,
        "flutter" => ClientInfo.Types.SDK.Flutter,
        "go" => ClientInfo.Types.SDK.Go,
        "unity" => ClientInfo.Types.SDK.Unity,
        "unityweb" => ClientInfo.Types.SDK.UnityWeb,
        "rust" => ClientInfo.Types.SDK.Rust,
        "python" => ClientInfo.Types.SDK.Python,
        "cpp" => ClientInfo.Types.SDK.Cpp,
        "node" => ClientInfo.Types.SDK.Node,
        "unreal" => ClientInfo.Types.SDK.Unreal,
        "esp32" => ClientInfo.Types.SDK.Esp32,
        _ => ClientInfo.Types.SDK.Unknown,
    };

    private static ClientInfo.Types.Capability? ReadCapability(string name) => name switch
    {
        "CAP_PACKET_TRAILER" => ClientInfo.Types.Capability.CapPacketTrailer,
        "CAP_COMPRESSION_DEFLATE_RAW" => ClientInfo.Types.Capability.CapCompressionDeflateRaw,
        _ => null,
    };
}
