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

    /// <summary>The folder of the built web client; null where none was found.</summary>
    public required string? WebRoot { get; init; }

    /// <summary>Proxies whose forwarded headers are believed.</summary>
    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    /// <summary>How long a stopping server waits for people to leave.</summary>
    public required TimeSpan DrainTimeout { get; init; }

    /// <summary>The key that signs and verifies access tokens.</summary>
    public required string ApiKey { get; init; }

    /// <summary>Its secret. Never logged.</summary>
    public required string ApiSecret { get; init; }

    /// <summary>The media port; 0 means that the system chooses.</summary>
    public required int MediaPort { get; init; }

    /// <summary>The address the media port binds to.</summary>
    public required IPAddress MediaBindAddress { get; init; }

    /// <summary>Addresses told to browsers; empty means those of the interfaces.</summary>
    public required IReadOnlyList<IPAddress> AdvertisedAddresses { get; init; }

    /// <summary>How to reach PostgreSQL; null where SQLite is used. Never logged.</summary>
    public required string? PostgresConnection { get; init; }

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
