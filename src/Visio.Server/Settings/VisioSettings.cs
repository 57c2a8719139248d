using System.Net;

namespace Visio.Server.Settings;

/// <summary>Settings that were checked: what the running server uses.</summary>
internal sealed record VisioSettings
{
    /// <summary>Whether this is <c>--dev</c>.</summary>
    public required bool Dev { get; init; }

    /// <summary>The data folder; it exists.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where to listen.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>Files with certificates; empty where there are none.</summary>
    public required IReadOnlyList<CertificateFiles> CertificateFiles { get; init; }

    /// <summary>The names that browsers reach this server under, the first one first.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>How certificates are had from an ACME directory; null where they are not.</summary>
    public required AcmeSettings? Acme { get; init; }

    /// <summary>The folder of the built web client; null where none was found.</summary>
    public required string? WebRoot { get; init; }

    /// <summary>Proxies whose forwarded headers are believed.</summary>
    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    /// <summary>How long a stopping server waits for people to leave.</summary>
    public required TimeSpan DrainTimeout { get; init; }

    /// <summary>The APIs of a media server elsewhere, <c>http</c> or <c>https</c>, ending in a slash; null where media is served here.</summary>
    public required Uri? RemoteMedia { get; init; }

    /// <summary>Whether <c>visio serve</c> has media served by a process of its own.</summary>
    public required bool MediaInChild { get; init; }

    /// <summary>The program and the arguments with which that process is started: it reads the same settings.</summary>
    public required IReadOnlyList<string> MediaCommand { get; init; }

    /// <summary>How long that process goes on without the web side.</summary>
    public required TimeSpan MediaWaitsForWeb { get; init; }

    /// <summary>The key that signs and verifies access tokens.</summary>
    public required string ApiKey { get; init; }

    /// <summary>Its secret. Never logged.</summary>
    public required string ApiSecret { get; init; }

    /// <summary>Configurations of rooms that tokens may name, as JSON, by name.</summary>
    public required IReadOnlyDictionary<string, string> RoomPresets { get; init; }

    /// <summary>Whom the media server tells by LiveKit's webhooks what happens in its rooms.</summary>
    public required IReadOnlyList<Uri> LiveKitWebhooks { get; init; }

    /// <summary>The media port of the first loop; 0 means that the system chooses.</summary>
    public required int MediaPort { get; init; }

    /// <summary>Media loops.</summary>
    public required int MediaLoops { get; init; }

    /// <summary>Whether each thread of several media loops stays on a processor of its own.</summary>
    public required bool PinMediaThreads { get; init; }

    /// <summary>The TCP port of media; 0 means that the system chooses, null that there is none.</summary>
    public required int? MediaTcpPort { get; init; }

    /// <summary>Whether the ports of the web take media too.</summary>
    public required bool MediaOnWebPorts { get; init; }

    /// <summary>The number under which browsers reach the port of the web; null: the one that is bound.</summary>
    public required int? PublicWebPort { get; init; }

    /// <summary>The address the media ports bind to.</summary>
    public required IPAddress MediaBindAddress { get; init; }

    /// <summary>Addresses told to browsers; empty means those of the interfaces.</summary>
    public required IReadOnlyList<IPAddress> AdvertisedAddresses { get; init; }

    /// <summary>TURN; null where it is not served.</summary>
    public required TurnSettings? Turn { get; init; }

    /// <summary>How to reach PostgreSQL; null where SQLite is used. Never logged.</summary>
    public required string? PostgresConnection { get; init; }

    /// <summary>Where people report what they cannot use: an e-mail address, or an address that begins with <c>https:</c>; null where nobody said.</summary>
    public required string? AccessibilityContact { get; init; }

    /// <summary>The identity provider; its issuer is empty where there is none.</summary>
    public required OidcSettings Oidc { get; init; }

    /// <summary>Rules of accounts and sessions.</summary>
    public required AccountSettings Accounts { get; init; }

    /// <summary>Private networks that webhooks may reach.</summary>
    public required IReadOnlyList<IPNetwork> WebhookNetworks { get; init; }

    /// <summary>Rules of meetings.</summary>
    public required RoomSettings Rooms { get; init; }

    /// <summary>What one session and one address may ask for.</summary>
    public required RateLimitSettings RateLimits { get; init; }

    /// <summary>Levels of the log, as ASP.NET Core reads them.</summary>
    public required IConfiguration Logging { get; init; }

    /// <summary>Whether the server itself speaks TLS.</summary>
    public bool HasTls => CertificateFiles.Count > 0 || Acme is not null;

    /// <summary>The database file.</summary>
    public string DatabaseFile => Path.Combine(DataFolder, "visio.db");

    /// <summary>Whether people can sign in with passwords and passkeys of this server.</summary>
    public bool SignsInLocally => Accounts.LocalSignIn switch
    {
        LocalSignIn.On => true,
        LocalSignIn.Off => false,
        _ => Oidc.Issuer.Length == 0,
    };

    // A record prints its properties; the secret must not end up in a log that way.
    public override string ToString() => $"settings of {DataFolder}";
}
