using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Visio.LiveKit;
using Visio.Server.Settings;
using Visio.Server.Telemetry;

namespace Visio.Server.Media.Child;

/// <summary>What the media process does for the web side, beside serving clients. Reached over <see cref="ChildPlace.Control"/> alone.</summary>
internal static class ChildControl
{
    public const string NewsPath = "/news";
    private const string Prefix = "media_";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DrainStep = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(5);

    public static void MapChildControl(this IEndpointRouteBuilder routes)
    {
        var own = new ChildMessages.State(
            Guid.NewGuid().ToString("N"), Environment.ProcessId, ChildPlace.Fingerprint(routes.ServiceProvider.GetRequiredService<VisioSettings>()), IsDraining: false);
        routes.MapGet("/state", (LiveKitServer engine) => own with { IsDraining = engine.IsDraining });
        routes.MapGet(NewsPath, NewsAsync);
        routes.MapGet("/metrics", Metrics);
        routes.MapPost("/stop", (IHostApplicationLifetime lifetime) => lifetime.StopApplication());
        routes.MapPost("/answer", (ChildMessages.Answer answer, WebSide web) => web.Take(answer));
        routes.MapPost("/announce", (ChildMessages.Announcement said, LiveKitServer engine) => engine.Announce(said.Addresses, said.TlsName));

        routes.MapGet("/participants", (string room, LiveKitServer engine) => engine.Control.ParticipantsAsync(room));
        routes.MapGet("/quality", (string room, LiveKitServer engine) => engine.Control.QualityAsync(room));
        routes.MapPost("/update", (ChildMessages.Changes asked, LiveKitServer engine) =>
            engine.Control.UpdateAsync(asked.Room, p => asked.Of.GetValueOrDefault(p.Identity)));
        routes.MapPost("/mute", (ChildMessages.Selection asked, LiveKitServer engine) =>
            engine.Control.MuteAsync(asked.Room, Tracks(asked)));
        routes.MapPost("/stop-tracks", (ChildMessages.Selection asked, LiveKitServer engine) =>
            engine.Control.StopAsync(asked.Room, Tracks(asked)));
        routes.MapPost("/remove", (ChildMessages.Selection asked, LiveKitServer engine) =>
        {
            var meant = asked.Of.ToHashSet(StringComparer.Ordinal);
            return engine.Control.RemoveAsync(asked.Room, p => meant.Contains(p.Identity), asked.Farewell);
        });
        routes.MapPost("/send", (ChildMessages.Message asked, LiveKitServer engine) =>
            engine.Control.SendAsync(asked.Room, asked.Topic, asked.Payload, asked.Identities));
        routes.MapPost("/describe", (ChildMessages.Description asked, LiveKitServer engine) => engine.Control.SetMetadataAsync(asked.Room, asked.Metadata));
        routes.MapPost("/close", (ChildMessages.Description asked, LiveKitServer engine) => engine.Control.CloseAsync(asked.Room));
    }

    private static Func<LiveParticipant, LiveTrack, bool> Tracks(ChildMessages.Selection asked)
    {
        var meant = asked.Of.ToHashSet(StringComparer.Ordinal);
        return (_, track) => meant.Contains(track.Sid);
    }

    private static IResult Metrics(IEnumerable<IMetricsSource> sources)
    {
        var text = new PrometheusText();
        foreach (var source in sources)
        {
            source.Write(text);
        }

        MetricsEndpoints.WriteProcess(text, Prefix, "the media process");
        return TypedResults.Text(text.ToString(), PrometheusText.ContentType);
    }

    /// <summary>
    /// One line for each thing that happens, from now on and until the connection ends; first every room as it is. A room is looked at on its own
    /// loop, as events are told, so that what is told fits together. Ends by itself when everything is over.
    /// </summary>
    private static async Task NewsAsync(HttpContext context, WebSide web, LiveKitServer engine)
    {
        var line = web.Attach();
        using var events = engine.Control.Subscribe(happened => WebSide.Tell(line, new() { Event = happened }));
        try
        {
            context.Response.ContentType = "application/x-ndjson";
            await context.Response.StartAsync(context.RequestAborted);
            var listing = ListAsync(line, engine.Control);
            var body = context.Response.BodyWriter;
            var arrival = line.Reader.WaitToReadAsync(context.RequestAborted).AsTask();
            while (true)
            {
                var isOver = engine.IsDraining && engine.Control.Rooms().Count == 0;
                var hasCome = await Task.WhenAny(arrival, Task.Delay(engine.IsDraining ? DrainStep : Heartbeat, context.RequestAborted)) == arrival;
                if (hasCome && !await arrival)
                {
                    break;
                }

                var news = line.Reader.TryRead(out var first) ? first : new();
                do
                {
                    body.Write(JsonSerializer.SerializeToUtf8Bytes(news, ChildMessages.Json));
                    body.Write("\n"u8);
                }
                while (line.Reader.TryRead(out news!));
                await body.FlushAsync(context.RequestAborted);
                if (hasCome)
                {
                    arrival = line.Reader.WaitToReadAsync(context.RequestAborted).AsTask();
                }
                else if (isOver)
                {
                    break;
                }
            }

            await listing;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The web side is gone.
        }
        finally
        {
            web.Detach(line);
        }
    }

    private static async Task ListAsync(Channel<ChildMessages.News> line, RoomControl control)
    {
        try
        {
            foreach (var room in control.Rooms())
            {
                await control.LookAsync(room, seen => WebSide.Tell(line, new() { Room = seen })).WaitAsync(LookLimit);
            }

            WebSide.Tell(line, new() { Listed = true });
        }
        catch (TimeoutException)
        {
            // The web side is told nothing that is half true, and comes again.
            line.Writer.TryComplete();
        }
    }
}
