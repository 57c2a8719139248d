using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>The key that signs and verifies access tokens, and the media server where it is another one.</summary>
internal sealed class LiveKitSettings
{
    [Description("The address of a LiveKit-compatible media server that is used instead of the embedded one, as `wss://livekit.example`: browsers and this server reach it there. `LiveKit:ApiKey` and `LiveKit:ApiSecret` are then that server's, which must send its webhooks to `/livekit/webhook` of this one. Empty: media is served here.")]
    public string Url { get; set; } = "";

    [Description("The API key. Default: made once and kept in `secrets.json` in the data folder. With `--dev` it is `devkey`.")]
    public string ApiKey { get; set; } = "";

    [Description("The API secret, at least 32 characters. Default: made once and kept in `secrets.json` in the data folder. With `--dev` it is `secret`.")]
    public string ApiSecret { get; set; } = "";

    [Description("Configurations that tokens (`roomPreset`) and CreateRoom (`room_preset`) may name, each as JSON with a `name`: `{\"name\":\"lecture\",\"maxParticipants\":300}`. None by default.")]
    public IList<string> RoomPresets { get; } = [];

    [Description("Addresses that are told by LiveKit's webhooks what happens in the media server's rooms, as `https://app.example/livekit`; signed with the API key. None by default. The product's own webhooks are made in its administration.")]
    public IList<string> WebhookUrls { get; } = [];
}
