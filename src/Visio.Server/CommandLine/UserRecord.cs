using System.Text.Json;
using System.Text.Json.Serialization;
using Visio.Server.Accounts;

namespace Visio.Server.CommandLine;

/// <summary>An account as <c>visio user list</c> and <c>show</c> print it; the latter fills in what is null here.</summary>
internal sealed record UserRecord
{
    public static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public required Guid Id { get; init; }

    public required string? Email { get; init; }

    public required string DisplayName { get; init; }

    public required bool IsAdmin { get; init; }

    /// <summary>Named by somebody, never signed in.</summary>
    public required bool Provisional { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? LastSignInAt { get; init; }

    public required DateTimeOffset? DisabledAt { get; init; }

    public DateTimeOffset? LockedUntil { get; init; }

    public bool? HasPassword { get; init; }

    public int? Passkeys { get; init; }

    /// <summary>The identity providers that know the person.</summary>
    public IReadOnlyList<string>? Issuers { get; init; }

    /// <summary>How many are open.</summary>
    public int? Sessions { get; init; }

    /// <summary>In how many the person was named.</summary>
    public int? Rooms { get; init; }

    public static UserRecord Of(User user) => new()
    {
        Id = user.Id,
        Email = user.Email,
        DisplayName = user.DisplayName,
        IsAdmin = user.IsAdmin,
        Provisional = user.IsProvisional,
        CreatedAt = user.CreatedAt,
        LastSignInAt = user.LastSignInAt,
        DisabledAt = user.DisabledAt,
    };
}
