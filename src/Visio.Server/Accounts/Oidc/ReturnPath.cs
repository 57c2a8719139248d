namespace Visio.Server.Accounts.Oidc;

/// <summary>Where a browser goes after a sign-in: a page of ours, whatever the request says (no open redirection).</summary>
internal static class ReturnPath
{
    private const int MaxLength = 300;

    /// <summary>The path with its query, or <c>/</c> where the text is not one of ours.</summary>
    public static string Of(string? text)
    {
        // "//host" and "/\host" are other hosts to a browser; tabs and line feeds are dropped by it before it looks.
        if (text is null || text.Length > MaxLength || !text.StartsWith('/') || text.StartsWith("//", StringComparison.Ordinal)
            || text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.Contains('\\', StringComparison.Ordinal))
        {
            return "/";
        }

        // Resolved as a browser would: "/..//host" is another host then. What the API answers is no page, and this very endpoint
        // would go round in circles.
        return Uri.TryCreate("http://local" + text, UriKind.Absolute, out var uri) && uri.Host == "local"
            && !uri.PathAndQuery.StartsWith("//", StringComparison.Ordinal)
            && !uri.AbsolutePath.StartsWith("/api/", StringComparison.OrdinalIgnoreCase)
            ? uri.PathAndQuery
            : "/";
    }

    /// <summary>Adds a parameter to the query.</summary>
    public static string With(string path, string name, string value) =>
        $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";
}
