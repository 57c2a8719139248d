using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Visio.Server.Entering;

/// <summary>An answer that goes on: server-sent events (HTML, section 9.2). For one writer at a time.</summary>
internal sealed class EventStream(HttpResponse response, JsonSerializerOptions json)
{
    /// <summary>
    /// Whether the answer is to end with what it says first (<c>?brief</c>), for clients whose proxies hold an answer back until it is whole:
    /// they ask again a second later.
    /// </summary>
    public bool IsBrief { get; } = response.HttpContext.Request.Query.ContainsKey("brief");

    /// <summary>
    /// Begins the answer, asks the client to reconnect a second after the connection is lost, and says at once that it lives: who hears
    /// nothing has a proxy that holds it back.
    /// </summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";

        // Proxies as nginx would hold events back until a buffer is full.
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        response.BodyWriter.Write("retry: 1000\n\n"u8);
        Ping();
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>Adds an event; it leaves with <see cref="FlushAsync"/>.</summary>
    /// <param name="name">Its type.</param>
    /// <param name="data">Its content.</param>
    /// <param name="id">What a client that reconnects names as the last that it has; null for none.</param>
    public void Write<T>(string name, T data, int? id = null) => WriteJson(name, JsonSerializer.SerializeToUtf8Bytes(data, json), id);

    /// <summary>Adds an event whose content is JSON already, on one line.</summary>
    public void WriteJson(string name, ReadOnlySpan<byte> data, int? id = null)
    {
        var writer = response.BodyWriter;
        if (id is { } number)
        {
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {number}\n"), writer);
        }

        Encoding.ASCII.GetBytes($"event: {name}\ndata: ", writer);
        writer.Write(data);
        writer.Write("\n\n"u8);
    }

    /// <summary>Adds what only shows that the connection lives. An event, as pages do not see comments.</summary>
    public void Ping() => response.BodyWriter.Write("event: ping\ndata: {}\n\n"u8);

    public async Task FlushAsync(CancellationToken cancellationToken) => await response.BodyWriter.FlushAsync(cancellationToken);
}
