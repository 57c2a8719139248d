using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Visio.Server.Tests.Accounts.Oidc;

/// <summary>A browser with somebody before it: it keeps cookies by host, port and path, follows redirections, and fills in the provider's forms.</summary>
internal sealed partial class ScriptedBrowser(Uri server) : IDisposable
{
    private const int MaxSteps = 25;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly List<(string Authority, string Path, string Name, string Value)> _cookies = [];

    /// <summary>What the person enters in the provider's form.</summary>
    public Dictionary<string, string> Form { get; } = new(StringComparer.Ordinal);

    /// <summary>Every address that was visited, in order.</summary>
    public List<Uri> Visited { get; } = [];

    /// <summary>Signs in as <paramref name="sub"/>, and comes to the page that follows.</summary>
    public Task<Uri> SignInAsync(string sub, string? acr = null, string? amr = null, string query = "")
    {
        Form["login"] = sub;
        Form["acr"] = acr ?? "";
        if (amr is not null)
        {
            Form["amr"] = amr;
        }

        return NavigateAsync("/api/v1/auth/oidc/start?returnTo=/after" + query);
    }

    /// <summary>Goes on until a page of ours is reached, or an address that begins with <paramref name="stopBefore"/>, which is not visited.</summary>
    public async Task<Uri> NavigateAsync(string to, string? stopBefore = null)
    {
        var at = new Uri(server, to);
        HttpContent? form = null;
        for (var step = 0; step < MaxSteps; step++)
        {
            var isOurs = at.Authority == server.Authority;
            if ((isOurs && !at.AbsolutePath.StartsWith("/api/", StringComparison.Ordinal))
                || (stopBefore is not null && isOurs && at.AbsolutePath.StartsWith(stopBefore, StringComparison.Ordinal)))
            {
                return at;
            }

            Visited.Add(at);
            using var answer = await SendAsync(form is null ? HttpMethod.Get : HttpMethod.Post, at, form);
            form = null;
            if (answer.Headers.Location is { } location)
            {
                at = new Uri(at, location);
                continue;
            }

            var html = await answer.Content.ReadAsStringAsync();
            Assert.True(FormAction().IsMatch(html), $"{at} answered {(int)answer.StatusCode}, without a form: {html}");
            at = new Uri(at, WebUtility.HtmlDecode(FormAction().Match(html).Groups["to"].Value));
            var fields = Hidden().Matches(html).ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value), StringComparer.Ordinal);
            form = new FormUrlEncodedContent([.. fields, .. Form]);
        }

        throw new InvalidOperationException($"Still going round after {MaxSteps} steps, at {at}");
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri to, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, to) { Content = content };
        var cookies = string.Join("; ", _cookies
            .Where(c => c.Authority == to.Authority && to.AbsolutePath.StartsWith(c.Path, StringComparison.Ordinal)).Select(c => $"{c.Name}={c.Value}"));
        if (cookies.Length > 0)
        {
            request.Headers.Add("Cookie", cookies);
        }

        var answer = await _http.SendAsync(request);
        foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            Keep(to.Authority, line);
        }

        return answer;
    }

    /// <summary>Who is signed in; null for nobody.</summary>
    public async Task<JsonElement?> UserAsync()
    {
        using var answer = await SendAsync(HttpMethod.Get, new Uri(server, "/api/v1/session"));
        var user = (await RunningServer.JsonOf(answer)).GetProperty("user");
        return user.ValueKind == JsonValueKind.Null ? null : user;
    }

    public async Task<string?> SignOutAsync()
    {
        using var answer = await SendAsync(HttpMethod.Delete, new Uri(server, "/api/v1/session"));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("location").GetString();
    }

    public IReadOnlyList<string> CookieNames(string prefix) =>
        [.. _cookies.Where(c => c.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(c => c.Name)];

    public string? Cookie(string name) => _cookies.Where(c => c.Name == name).Select(c => c.Value).SingleOrDefault();

    /// <summary>Puts cookies back as they are now, whatever happens to them in between.</summary>
    public Action RememberCookies()
    {
        var kept = _cookies.ToList();
        return () =>
        {
            _cookies.Clear();
            _cookies.AddRange(kept);
        };
    }

    public void Dispose() => _http.Dispose();

    private void Keep(string authority, string line)
    {
        var parts = line.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = (parts[0][..parts[0].IndexOf('=', StringComparison.Ordinal)], parts[0][(parts[0].IndexOf('=', StringComparison.Ordinal) + 1)..]);
        var path = Attribute(parts, "path") ?? "/";
        _cookies.RemoveAll(c => c.Authority == authority && c.Name == name && c.Path == path);
        if (value.Length > 0 && !(DateTimeOffset.TryParse(Attribute(parts, "expires"), out var expires) && expires.Year < 2000))
        {
            _cookies.Add((authority, path, name, value));
        }
    }

    private static string? Attribute(string[] parts, string name) =>
        parts.Where(p => p.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase)).Select(p => p[(name.Length + 1)..]).FirstOrDefault();

    [GeneratedRegex("<form[^>]* action=\"(?<to>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FormAction();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();
}
