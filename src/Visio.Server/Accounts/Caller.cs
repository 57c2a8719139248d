using Visio.Server.Audit;

namespace Visio.Server.Accounts;

/// <summary>Who makes a request: what the authentication found. Handlers take it as a parameter.</summary>
internal sealed record Caller
{
    public static readonly Caller Anonymous = new() { Kind = CallerKind.Anonymous };

    public required CallerKind Kind { get; init; }

    /// <summary>The user, or the one that an application acts for; null for guests, and for an application that acts for itself.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The guest's session, an opaque key; null for everybody else.</summary>
    public string? GuestKey { get; init; }

    /// <summary>When the guest's session began.</summary>
    public DateTimeOffset? GuestSince { get; init; }

    /// <summary>The <see cref="Session.Id"/> of a user's session; null for everybody else.</summary>
    public string? SessionId { get; init; }

    public Guid? ApplicationId { get; init; }

    /// <summary>What an application may do; empty for everybody else, who may do what their role allows.</summary>
    public IReadOnlySet<string> Scopes { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The account's name; null for guests.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Whether the account administers this server. An application never does.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>The <c>acr</c> claim of the session.</summary>
    public string? Acr { get; init; }

    /// <summary>The <c>amr</c> claim of the session; for local sign-ins <c>pwd</c> or <c>pop</c> (RFC 8176).</summary>
    public IReadOnlySet<string> Amr { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether there is an account behind the request: signed in, or an application that acts for a user.</summary>
    public bool HasAccount => UserId is not null;

    /// <summary>What limits are counted by: never an address. Null for <see cref="CallerKind.Anonymous"/>.</summary>
    public string? LimitKey => Kind switch
    {
        CallerKind.Guest => "guest " + GuestKey,
        CallerKind.User => "user " + UserId,
        CallerKind.Application => "application " + ApplicationId,
        _ => null,
    };

    /// <summary>The caller as the audit log names it.</summary>
    public AuditEvent Did(string action, string? target = null, string? room = null, object? details = null) => Kind switch
    {
        CallerKind.User => new(AuditActor.User, UserId?.ToString(), action, target, room, details),
        CallerKind.Application => new(AuditActor.Application, ApplicationId?.ToString(), action, target, room, details),
        _ => new(AuditActor.Guest, GuestKey, action, target, room, details),
    };

    /// <summary>Binds a handler's parameter.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult<Caller?>(Of(context));

    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? Anonymous;
}
