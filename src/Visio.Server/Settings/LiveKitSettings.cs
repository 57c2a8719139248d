using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>The key that signs and verifies access tokens.</summary>
internal sealed class LiveKitSettings
{
    [Description("The API key. Default: made once and kept in `secrets.json` in the data folder. With `--dev` it is `devkey`.")]
    public string ApiKey { get; set; } = "";

    [Description("The API secret, at least 32 characters. Default: made once and kept in `secrets.json` in the data folder. With `--dev` it is `secret`.")]
    public string ApiSecret { get; set; } = "";
}
