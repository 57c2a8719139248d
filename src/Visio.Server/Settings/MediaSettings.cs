using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>How browsers reach the media port.</summary>
internal sealed class MediaSettings
{
    [Description("The media port: UDP, and TCP for networks that block UDP. 0 lets the system choose.")]
    public int Port { get; set; } = 7882;

    [Description("The address the media port binds to. With `--dev` it is `127.0.0.1`.")]
    public string BindAddress { get; set; } = "0.0.0.0";

    [Description("The addresses told to browsers. Default: those of the machine's interfaces. Behind NAT, say the public one here. With `--dev` it is `127.0.0.1`.")]
    public IList<string> AdvertisedAddresses { get; } = [];
}
