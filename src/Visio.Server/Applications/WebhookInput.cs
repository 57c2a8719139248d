using System.Diagnostics.CodeAnalysis;
using Visio.Server.Accounts;
using Visio.Server.Events;

namespace Visio.Server.Applications;

/// <summary>Checks what somebody says about a webhook, and says what its application needs for it.</summary>
internal static class WebhookInput
{
    public const int MaxPerApplication = 10;
    private const int MaxUrlLength = 2000;

    /// <param name="text">The address.</param>
    /// <param name="plainHttp">Whether <c>http</c> is taken: the connection goes to allowed networks only (<see cref="WebhookConnector"/>).</param>
    /// <param name="url">The address in its normal form.</param>
    public static bool TryReadUrl(string? text, bool plainHttp, [NotNullWhen(true)] out string? url)
    {
        url = text is { Length: > 0 and <= MaxUrlLength }
            && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || (plainHttp && uri.Scheme == Uri.UriSchemeHttp))
            && uri is { UserInfo: "", Fragment: "", Host.Length: > 0 }
                ? uri.AbsoluteUri
                : null;
        return url is not null;
    }

    /// <summary>Kinds of events as they are stored; <c>*</c> stands alone and means all.</summary>
    public static bool TryReadEvents(IEnumerable<string?> given, [NotNullWhen(true)] out string? events)
    {
        var wanted = given.Distinct(StringComparer.Ordinal).ToList();
        events = wanted is ["*"] || (wanted.Count > 0 && wanted.TrueForAll(type => type is not null && ScopeOf(type) is not null && EventTypes.All.Contains(type, StringComparer.Ordinal)))
            ? string.Join(' ', wanted)
            : null;
        return events is not null;
    }

    /// <summary>The scope without which an application is not told of such events; null for what no application is told.</summary>
    public static string? ScopeOf(string eventType) => eventType.Split('.')[0] switch
    {
        "room" => ApiScopes.RoomsRead,
        "meeting" or "participant" or "lobby" => ApiScopes.MeetingsRead,
        _ => null,
    };
}
