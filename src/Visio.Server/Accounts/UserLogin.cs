namespace Visio.Server.Accounts;

/// <summary>Somebody as an identity provider knows them: OpenID Connect Core 1.0 §2, <c>iss</c> and <c>sub</c>.</summary>
internal sealed class UserLogin
{
    public required string Issuer { get; init; }

    public required string Subject { get; init; }

    public required Guid UserId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
