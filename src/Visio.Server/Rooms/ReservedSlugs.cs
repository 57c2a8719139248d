using System.Collections.Frozen;

namespace Visio.Server.Rooms;

/// <summary>Names that no room may be given: first parts of paths that mean something to the server or the web client, or may one day.</summary>
internal static class ReservedSlugs
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "about", "account", "accounts", "admin", "api", "app", "assets", "auth", "calls", "dev", "docs", "favicon", "healthz", "help", "home",
        "index", "legal", "link", "livekit", "login", "logout", "me", "meeting", "meetings", "metrics", "new", "oauth", "oidc", "openapi",
        "privacy", "recordings", "robots", "room", "rooms", "rtc", "security", "session", "settings", "setup", "sign-in", "sign-out",
        "signin", "signout", "static", "status", "support", "terms", "twirp", "visio", "well-known", "ws",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string name) => Names.Contains(name);
}
