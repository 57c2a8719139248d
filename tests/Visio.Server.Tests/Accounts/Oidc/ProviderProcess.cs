using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Visio.Server.Settings;
using Visio.Server.Tests.Docs;

namespace Visio.Server.Tests.Accounts.Oidc;

/// <summary>The engine of ProConnect (npm oidc-provider) as a process of its own; it ends when its input does, whatever becomes of us.</summary>
public sealed class ProviderProcess : IAsyncLifetime, IDisposable
{
    public const string ClientId = "visio";

    public const string ClientSecret = "of-the-client-0123456789-0123456789";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly HttpClient _http = new();
    private Process? _node;

    public string Issuer { get; private set; } = "";

    public async Task InitializeAsync()
    {
        var script = Path.Combine(ProjectRoot.Path, "tests", "oidc-provider", "provider.mjs");
        _node = Process.Start(new ProcessStartInfo("node", [script])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        using var patience = new CancellationTokenSource(Patience);
        while (!Issuer.StartsWith("http", StringComparison.Ordinal))
        {
            Issuer = await _node.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException("The provider did not start. Was it installed (make install)?");
        }
    }

    /// <summary>Tells the provider something, or asks it; see provider.mjs.</summary>
    public async Task<JsonElement> SteerAsync(string what, object? with = null)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(new Uri(Issuer), "/test/" + what), with ?? new { });
        answer.EnsureSuccessStatusCode();
        return await RunningServer.JsonOf(answer);
    }

    public async Task<int> CountAsync(string path) =>
        (await SteerAsync("counts")).TryGetProperty(path, out var count) ? count.GetInt32() : 0;

    /// <summary>Starts a server whose provider this is, and registers it as ProConnect would; members of <paramref name="client"/> win.</summary>
    internal async Task<RunningServer> StartServerAsync(
        Action<OidcSettings>? change = null, IReadOnlyDictionary<string, object>? client = null, string clientId = ClientId)
    {
        var oidc = new OidcSettings { Issuer = Issuer, ClientId = clientId, ClientSecret = ClientSecret };
        change?.Invoke(oidc);
        var server = await RunningServer.StartAsync(settings => settings with { Oidc = oidc });
        await RegisterAsync(server.Address, clientId, client);
        return server;
    }

    internal async Task RegisterAsync(Uri server, string clientId, IReadOnlyDictionary<string, object>? client = null)
    {
        var metadata = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["client_id"] = clientId,
            ["client_secret"] = ClientSecret,
            ["redirect_uris"] = new[] { new Uri(server, "/api/v1/auth/oidc/callback") },
            ["post_logout_redirect_uris"] = new[] { new Uri(server, "/api/v1/auth/oidc/signed-out") },
            ["backchannel_logout_uri"] = new Uri(server, "/api/v1/auth/oidc/backchannel-logout"),
            ["backchannel_logout_session_required"] = true,
            ["response_types"] = new[] { "code" },
            ["grant_types"] = new[] { "authorization_code", "refresh_token" },
            ["token_endpoint_auth_method"] = "client_secret_post",
            ["id_token_signed_response_alg"] = "ES256",
            ["userinfo_signed_response_alg"] = "ES256",
        };
        foreach (var (name, value) in client ?? new Dictionary<string, object>(StringComparer.Ordinal))
        {
            metadata[name] = value;
        }

        await SteerAsync("client", metadata);
    }

    /// <summary>Makes somebody who can sign in at the provider.</summary>
    /// <returns>Their subject, which nobody else has.</returns>
    public async Task<string> NewPersonAsync(string givenName = "Camille", string usualName = "Durand", string? email = null, bool? emailVerified = null)
    {
        var sub = Guid.NewGuid().ToString("N");
        await SteerAsync("person", new { sub, given_name = givenName, usual_name = usualName, email = email ?? $"{sub}@agence.example", email_verified = emailVerified });
        return sub;
    }

    public async Task DisposeAsync()
    {
        _node!.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        await _node.WaitForExitAsync(patience.Token);
    }

    public void Dispose()
    {
        _http.Dispose();
        _node?.Dispose();
    }
}
