using System.Text.Json;

namespace Visio.Server.Tests.Entering;

/// <summary>Reads server-sent events as a browser's EventSource does.</summary>
internal sealed class EventReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private EventReader(HttpResponseMessage answer, Stream stream) => (_answer, _lines) = (answer, new(stream));

    /// <summary>The id of the last event that had one.</summary>
    public string? LastId { get; private set; }

    public static async Task<EventReader> OpenAsync(HttpClient visitor, string path, string? lastId = null)
    {
        var answer = await AskAsync(visitor, path, lastId);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new(answer, await answer.Content.ReadAsStreamAsync());
    }

    public static async Task<HttpResponseMessage> AskAsync(HttpClient visitor, string path, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        return await visitor.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The next event of a kind; others are passed over.</summary>
    public async Task<JsonElement> NextAsync(string name, Func<JsonElement, bool>? which = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var (found, data) = await NextOfAnyAsync(limit.Token) ?? throw new EndOfStreamException($"The stream ended before '{name}'.");
            if (found == name && which?.Invoke(data) != false)
            {
                return data;
            }
        }
    }

    /// <summary>Reads to the end, which must come soon; what only shows that the connection lives is left out.</summary>
    public async Task<IReadOnlyList<string>> ToEndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var names = new List<string>();
        while (await NextOfAnyAsync(limit.Token) is { } next)
        {
            names.Add(next.Name);
        }

        names.RemoveAll(name => name == "ping");
        return names;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }

    private async Task<(string Name, JsonElement Data)?> NextOfAnyAsync(CancellationToken cancellationToken)
    {
        string? name = null, data = null;
        while (await _lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line[6..];
            }
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                LastId = line[4..];
            }
            else if (line.Length == 0 && name is not null)
            {
                return (name, JsonDocument.Parse(data!).RootElement);
            }
        }

        return null;
    }
}
