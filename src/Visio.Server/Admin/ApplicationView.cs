using Visio.Server.Applications;

namespace Visio.Server.Admin;

/// <summary>An application as an administrator sees it.</summary>
/// <param name="Id">Its id here.</param>
/// <param name="Name">What it is called.</param>
/// <param name="ClientId">What it calls itself at the token endpoint.</param>
/// <param name="Scopes">What it may ask for.</param>
/// <param name="Domains">The mail domains of the users that it may act for; <c>*</c> means all.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">When it asked for a token last.</param>
/// <param name="DisabledAt">Since when it gets none.</param>
/// <param name="Secret">Its secret, in the answer that makes it and never again.</param>
internal sealed record ApplicationView(
    Guid Id,
    string Name,
    string ClientId,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> Domains,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? DisabledAt,
    string? Secret = null)
{
    public static ApplicationView Of(Application application, string? secret = null) => new(
        application.Id,
        application.Name,
        application.ClientId,
        application.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        application.Domains.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        application.CreatedAt,
        application.LastUsedAt,
        application.DisabledAt,
        secret);
}
