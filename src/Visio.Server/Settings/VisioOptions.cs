using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>
/// The whole options tree. The descriptions become <c>docs/configuration.md</c>: a sentence for the person who runs the server.
/// </summary>
internal sealed class VisioOptions
{
    [Description("The data folder: database, keys and `visio.json`. Default: `/var/lib/visio`, with `--dev` `./data`. Not read from `visio.json`, which lies in it.")]
    public string Data { get; set; } = "";

    [Description("Where the server listens; several addresses are separated by semicolons. TLS is left to a proxy in front.")]
    public string Urls { get; set; } = "http://127.0.0.1:8080";

    [Description("The folder of the built web client. Default: `wwwroot` beside the program, then `web/dist` of the source tree.")]
    public string WebRoot { get; set; } = "";

    [Description("Addresses or networks (`10.0.0.0/8`) of the proxies whose `X-Forwarded-For`, `-Proto` and `-Host` are believed. None by default.")]
    public IList<string> TrustedProxies { get; } = [];

    [Description("How long a stopping server waits for people to be told and to leave.")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    public DatabaseSettings Database { get; } = new();

    public OidcSettings Oidc { get; } = new();

    public AccountSettings Accounts { get; } = new();

    public WebhookSettings Webhooks { get; } = new();

    public MediaSettings Media { get; } = new();

    public LiveKitSettings LiveKit { get; } = new();

    public RoomSettings Rooms { get; } = new();

    public RateLimitSettings RateLimits { get; } = new();
}
