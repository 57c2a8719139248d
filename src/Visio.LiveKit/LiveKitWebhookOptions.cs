namespace Visio.LiveKit;

/// <summary>Whom the server tells by HTTP what happens in its rooms.</summary>
public sealed class LiveKitWebhookOptions
{
    /// <summary>Where events are posted to; none means that nobody is told.</summary>
    public IList<Uri> Urls { get; } = [];

    /// <summary>The API key whose secret signs them; null means the first of <see cref="LiveKitOptions.Keys"/>.</summary>
    public string? ApiKey { get; set; }

    internal bool AreUsable(IDictionary<string, string> keys) =>
        Urls.All(u => u is { IsAbsoluteUri: true, Scheme: "http" or "https" }) && (ApiKey is null || keys.ContainsKey(ApiKey));
}
