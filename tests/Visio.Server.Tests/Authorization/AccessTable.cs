using System.Text.RegularExpressions;

namespace Visio.Server.Tests.Authorization;

/// <summary>Who may call what. The columns of every line are the values of <see cref="Actor"/>, in their order.</summary>
internal static partial class AccessTable
{
    public const string Through = "ok";
    private const string SignIn = "sign_in_required";
    private const string Admin = "admin_required";
    private const string Host = "host_required";
    private const string Owner = "owner_required";
    private const string Member = "member_required";
    private const string Inside = "not_in_meeting";
    private const string Foreign = "not_your_identity";
    private const string NoRoom = "room_not_found";
    private const string Scope = "scope_required";
    private const string Token = "invalid_token";

    //                                             anonymous waiting  guest    stranger member   deputy   coHost   owner    other    admin    disabled banned   demoted  no scope for owner for stranger app off
    private static readonly string[] Anyone =      [Through, Through, Through, Through, Through, Through, Through, Through, Through, Through, Through, Through, Through, Scope,   Scope,    Scope,       Token];
    private static readonly string[] AndPrograms = [Through, Through, Through, Through, Through, Through, Through, Through, Through, Through, Through, Through, Through, Scope,   Through,  Through,     Token];
    private static readonly string[] Entrants =    [Through, Through, Through, Through, Through, Through, Through, Through, Through, Through, Through, "banned", Through, Scope,  Through,  Through,     Token];
    private static readonly string[] Accounts =    [SignIn,  SignIn,  SignIn,  Through, Through, Through, Through, Through, Through, Through, SignIn,  Through, Through, Scope,   Scope,    Scope,       Token];
    private static readonly string[] ForAccounts = [SignIn,  SignIn,  SignIn,  Through, Through, Through, Through, Through, Through, Through, SignIn,  Through, Through, Scope,   Through,  Through,     Token];
    private static readonly string[] Admins =      [SignIn,  SignIn,  SignIn,  Admin,   Admin,   Admin,   Admin,   Admin,   Admin,   Through, SignIn,  Admin,   Admin,   Scope,   Scope,    Scope,       Token];
    private static readonly string[] Members =     [SignIn,  SignIn,  SignIn,  Member,  Through, Through, Through, Through, Member,  Member,  SignIn,  Member,  Through, Scope,   Through,  Member,      Token];
    private static readonly string[] Hosts =       [Host,    Host,    Host,    Host,    Host,    Host,    Through, Through, Host,    Host,    Host,    Host,    Host,    Scope,   Through,  Host,        Token];
    private static readonly string[] HostsByName = [SignIn,  SignIn,  SignIn,  Host,    Host,    Host,    Through, Through, Host,    Host,    SignIn,  Host,    Host,    Scope,   Through,  Host,        Token];
    private static readonly string[] Owners =      [SignIn,  SignIn,  SignIn,  Owner,   Owner,   Owner,   Owner,   Through, Owner,   Owner,   SignIn,  Owner,   Owner,   Scope,   Through,  Owner,       Token];
    private static readonly string[] Insiders =    [Inside,  Inside,  Through, Inside,  Inside,  Inside,  Through, Through, Inside,  Inside,  Inside,  Inside,  Inside,  Scope,   Through,  Inside,      Token];
    private static readonly string[] Muters =      [Inside,  Inside,  Host,    Inside,  Inside,  Inside,  Through, Through, Inside,  Inside,  Inside,  Inside,  Inside,  Scope,   Through,  Inside,      Token];
    private static readonly string[] Oneself =     [Inside,  Inside,  Foreign, Inside,  Inside,  Inside,  Foreign, Foreign, Inside,  Inside,  Inside,  Inside,  Inside,  Scope,   Scope,    Scope,       Token];
    private static readonly string[] Present =     [Inside,  Inside,  Through, Inside,  Inside,  Inside,  Inside,  Through, Inside,  Inside,  Inside,  Inside,  Inside,  Scope,   Scope,    Scope,       Token];
    private static readonly string[] Followers =   [SignIn,  Host,    Host,    Through, Through, Through, Through, Through, Through, Through, SignIn,  Through, Through, Scope,   Through,  Through,     Token];
    private static readonly string[] AdminsRoom =  [SignIn,  SignIn,  SignIn,  Admin,   Admin,   Admin,   Admin,   Admin,   Admin,   NoRoom,  SignIn,  Admin,   Admin,   Scope,   Scope,    Scope,       Token];

    private static readonly AccessRow[] Rows =
    [
        new("GET session", Anyone),
        new("DELETE session", Anyone, Destroys: true),
        new("POST session", Anyone, "{}"),
        new("POST session/password", Always("wrong_credentials"), "{}"),
        new("POST session/link", Always("link_invalid"), "{}"),
        new("POST session/passkey/options", Anyone, "{}"),
        new("POST session/passkey", Always("passkey_refused"), "{}"),
        new("GET auth/oidc/start", Anyone),
        new("GET auth/oidc/callback", Anyone),
        new("GET auth/oidc/signed-out", Anyone),
        new("POST auth/oidc/backchannel-logout", Enumerable.Repeat(Through, 17).ToArray(), "{}"),
        new("GET auth/oidc/jwks", Anyone),
        new("POST oauth/token", Enumerable.Repeat("401", 17).ToArray(), "{}"),

        new("GET me", Accounts),
        new("PATCH me", Accounts, """{"displayName":""}"""),
        new("DELETE me", Accounts, "{}"),
        new("GET me/export", Accounts),
        new("GET me/meetings", ForAccounts),
        new("GET me/sessions", Accounts),
        new("DELETE me/sessions", Accounts, Destroys: true),
        new("DELETE me/sessions/{id}", Accounts),
        new("PUT me/password", Accounts, "{}"),
        new("GET me/passkeys", Accounts),
        new("POST me/passkeys", Accounts, "{}"),
        new("POST me/passkeys/options", Accounts, "{}"),
        new("PATCH me/passkeys/{id}", Accounts, """{"name":"Key"}"""),
        new("DELETE me/passkeys/{id}", Accounts),

        new("POST rooms", ForAccounts, "{}"),
        new("GET rooms", ForAccounts),
        new("GET rooms/{slug}", AndPrograms),
        new("PATCH rooms/{slug}", Hosts, "{}"),
        new("DELETE rooms/{slug}", Owners, Destroys: true),
        new("POST rooms/{slug}/duplicate", HostsByName, "{}"),
        new("POST rooms/{slug}/transfer", Owners, "{}"),
        new("GET rooms/{slug}/members", Members),
        new("POST rooms/{slug}/members", HostsByName, "{}"),
        new("PATCH rooms/{slug}/members/{userId}", HostsByName, """{"role":"member"}"""),
        new("DELETE rooms/{slug}/members/{userId}", HostsByName),
        new("GET rooms/{slug}/bans", Hosts),
        new("DELETE rooms/{slug}/bans/{id}", Hosts),
        new("POST rooms/{slug}/join", Entrants, """{"displayName":"Nobody"}"""),
        new("GET rooms/{slug}/lobby/wait", AndPrograms),
        new("DELETE rooms/{slug}/lobby/wait", AndPrograms, Destroys: true),
        new("GET rooms/{slug}/lobby", Hosts),
        new("POST rooms/{slug}/lobby/admit", Hosts, """{"ids":["w_nobody"]}"""),
        new("POST rooms/{slug}/lobby/deny", Hosts, """{"ids":["w_nobody"]}"""),
        new("POST rooms/{slug}/lobby/message", Hosts, """{"ids":["w_nobody"],"text":"Hello"}"""),
        new("GET rooms/{slug}/inside", AndPrograms),
        new("GET events", Followers),
        new("POST diagnostics/connection", Anyone, "{}"),

        new("GET rooms/{slug}/meeting", Insiders),
        new("GET rooms/{slug}/meeting/quality", Hosts),
        new("GET rooms/{slug}/meeting/chat", Present),
        new("POST rooms/{slug}/meeting/chat", Oneself, """{"identity":"p_nobody","topic":"lk.chat","id":"m","text":"Hello"}"""),
        new("POST rooms/{slug}/meeting/hand", Oneself, """{"identity":"p_nobody","raised":true}"""),
        new("POST rooms/{slug}/meeting/rename", Oneself, """{"identity":"p_nobody","name":"Nobody"}"""),
        new("POST rooms/{slug}/meeting/mute", Muters, """{"identities":["p_nobody"]}"""),
        new("POST rooms/{slug}/meeting/ask-unmute", Hosts, """{"identities":["p_nobody"]}"""),
        new("POST rooms/{slug}/meeting/remove", Hosts, """{"identities":["p_nobody"]}"""),
        new("POST rooms/{slug}/meeting/roles", Hosts, """{"identity":"p_nobody","role":"coHost"}"""),
        new("POST rooms/{slug}/meeting/lower-hands", Hosts, """{"identities":["p_nobody"]}"""),
        new("POST rooms/{slug}/meeting/spotlight", Hosts, """{"identities":[]}"""),
        new("POST rooms/{slug}/meeting/end", Hosts, "{}", Destroys: true),

        new("GET admin/policy", Admins),
        new("PUT admin/policy", Admins, "[]"),
        new("GET admin/usage", Admins),
        new("GET admin/usage.csv", Admins),
        new("GET admin/applications", Admins),
        new("POST admin/applications", Admins, "{}"),
        new("GET admin/applications/{id}", Admins),
        new("PATCH admin/applications/{id}", Admins, "{}"),
        new("DELETE admin/applications/{id}", Admins),
        new("POST admin/applications/{id}/secret", Admins, "{}"),
        new("GET admin/applications/{id}/webhooks", Admins),
        new("POST admin/applications/{id}/webhooks", Admins, "{}"),
        new("PATCH admin/applications/{id}/webhooks/{webhook}", Admins, "{}"),
        new("DELETE admin/applications/{id}/webhooks/{webhook}", Admins),
        new("POST admin/applications/{id}/webhooks/{webhook}/secret", Admins, "{}"),
        new("POST admin/applications/{id}/webhooks/{webhook}/test", Admins, "{}"),
        new("GET admin/applications/{id}/webhooks/{webhook}/deliveries", Admins),
        new("POST admin/applications/{id}/webhooks/{webhook}/deliveries/{delivery}/retry", Admins, "{}"),
        new("GET admin/users", Admins),
        new("POST admin/users", Admins, "{}"),
        new("GET admin/users/{id}", Admins),
        new("PATCH admin/users/{id}", Admins, "{}"),
        new("DELETE admin/users/{id}", Admins),
        new("POST admin/users/{id}/enable", Admins, "{}"),
        new("POST admin/users/{id}/disable", Admins, "{}"),
        new("POST admin/users/{id}/revoke", Admins, "{}"),
        new("POST admin/users/{id}/link", Admins, "{}"),
        new("POST admin/users/{id}/merge", Admins, "{}"),
        new("POST admin/users/{id}/erase", Admins, "{}"),
        new("GET admin/users/{id}/export", Admins),
        new("GET admin/rooms", Admins),
        new("GET admin/rooms/{id}", AdminsRoom),
        new("PATCH admin/rooms/{id}", AdminsRoom, "{}"),
        new("DELETE admin/rooms/{id}", AdminsRoom),
        new("POST admin/rooms/{id}/transfer", AdminsRoom, "{}"),
        new("GET admin/meetings", Admins),
        new("POST admin/meetings/{roomId}/end", Admins, "{}"),
        new("GET admin/audit", Admins),
        new("POST admin/audit/verify", Admins, "{}"),
    ];

    public static AccessRow? Find(string route) => Rows.SingleOrDefault(row => row.Route == route);

    /// <summary>A route's pattern as the table writes it: without the prefix, constraints and a slash at the end.</summary>
    public static string Plain(string pattern) => Constraint().Replace(pattern["/api/v1/".Length..].TrimEnd('/'), "}");

    /// <summary>The path of a row's request: the room, and ids of nothing.</summary>
    public static string PathOf(AccessRow row, string slug) => "/api/v1/" + Parameter().Replace(
        row.Route[(row.Route.IndexOf(' ', StringComparison.Ordinal) + 1)..], name => name.Value == "{slug}" ? slug : Guid.Empty.ToString());

    /// <summary>What is answered to everybody who has no right credentials in the body.</summary>
    private static string[] Always(string code) => [.. Enumerable.Repeat(code, 13), Scope, Scope, Scope, Token];

    [GeneratedRegex(":[a-z]+}", RegexOptions.None, 1000)]
    private static partial Regex Constraint();

    [GeneratedRegex("{[A-Za-z]+}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
