using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>
/// The whole options tree. The descriptions become <c>docs/configuration.md</c>: a sentence for the person who runs the server.
/// </summary>
internal sealed class VisioOptions
{
    [Description("The data folder: database, keys and `visio.json`. Default: `/var/lib/visio`, with `--dev` `./data`. Not read from `visio.json`, which lies in it.")]
    public string Data { get; set; } = "";

    [Description("Where the server listens; several addresses are separated by semicolons. Default: `http://127.0.0.1:8080`, for a proxy in front; `https://*:443` where there is a certificate or ACME (`Tls`, `Acme`). An `http` address beside an `https` one leads there, unless it is of loopback.")]
    public string Urls { get; set; } = "";

    [Description("The folder of the built web client. Default: `wwwroot` beside the program, then `web/dist` of the source tree.")]
    public string WebRoot { get; set; } = "";

    [Description("Addresses or networks (`10.0.0.0/8`) of the proxies whose `X-Forwarded-For`, `-Proto` and `-Host` are believed. None by default.")]
    public IList<string> TrustedProxies { get; } = [];

    [Description("How long a stopping server waits for people to be told and to leave.")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    [Description("Where people report what they cannot use, as the accessibility statement names it: an e-mail address, or an `https:` address. Default: none, and the statement speaks of the team that runs the server.")]
    public string AccessibilityContact { get; set; } = "";

    public TlsSettings Tls { get; } = new();

    public AcmeSettings Acme { get; } = new();

    public DatabaseSettings Database { get; } = new();

    public OidcSettings Oidc { get; } = new();

    public AccountSettings Accounts { get; } = new();

    public WebhookSettings Webhooks { get; } = new();

    public MediaSettings Media { get; } = new();

    public TurnSettings Turn { get; } = new();

    public LiveKitSettings LiveKit { get; } = new();

    public RoomSettings Rooms { get; } = new();

    public RateLimitSettings RateLimits { get; } = new();
}
