using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tests.Agents;
using Visio.LiveKit.Tests.Recorded;
using Visio.LiveKit.Webhooks;

namespace Visio.LiveKit.Tests.Webhooks;

/// <summary>A whole meeting as a receiver on a real HTTP server is told of it.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    // What of the recording is different here, and why.
    private static readonly string[] Explained =
    [
        // There is no TURN password of a room: credentials are made for each session.
        "room.turnPassword missing",

        // Which codecs there are is told, and is not the same; the test's client speaks Opus alone.
        "room.enabledCodecs", ".mimeType is audio/opus not audio/red", "track.mimeType is audio/opus not audio/red",

        // The reference counts every few seconds, this server at once.
        "room.numParticipants", "room.numPublishers",

        // Synchronization sources are not told to anybody.
        ".ssrc missing",

        // In the recording it is the first participant who publishes both tracks.
        "participant.identity is B not A", "mid is 7 not 8", "participant.isPublisher added", "participant_left: participant.version",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<string> _bodies = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly ShiftedTime _time = new();
    private WebApplication _receiver = null!;
    private LiveKitHost _host = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        _receiver = builder.Build();
        _receiver.MapPost("/hook", ReceiveAsync);
        await _receiver.StartAsync();
        _host = new(o => o.Webhooks.Urls.Add(new(_receiver.Urls.Single() + "/hook")), _time);
        await _host.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _receiver.StopAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_meeting_is_told_as_the_reference_tells_it()
    {
        const string room = "tr1795302494661";
        const string microphone = "c7cf8595-dae2-406f-aace-dc406ca38c3e";
        const string camera = "a5a6da2e-b608-4edc-a84a-889361d8dacd";
        await using var ann = await JoinAsync("A", room);
        await ConnectAsync(room, "A");
        await using var bob = await JoinAsync("B", room);
        await ConnectAsync(room, "B");
        await ann.SendAsync(new() { AddTrack = new() { Cid = microphone, Name = "mic", Source = TrackSource.Microphone } });
        await ann.SendAsync(new() { Offer = Offers.Publishing(microphone, 2) });
        await WaitAsync(4);
        await bob.SendAsync(new()
        {
            AddTrack = new()
            {
                Cid = camera, Name = "cam", Type = TrackType.Video, Source = TrackSource.Camera, Width = 1280, Height = 720,
                Layers =
                {
                    new VideoLayer { Quality = VideoQuality.Low, Width = 320, Height = 180, Bitrate = 160_000 },
                    new VideoLayer { Quality = VideoQuality.Medium, Width = 640, Height = 360, Bitrate = 450_000 },
                    new VideoLayer { Quality = VideoQuality.High, Width = 1280, Height = 720, Bitrate = 3_000_000 },
                },
            },
        });
        await bob.SendAsync(new() { Offer = Offers.PublishingCamera(camera, 2) });
        await WaitAsync(5);
        await ann.SendAsync(new() { Leave = new() });
        await ann.WaitForCloseAsync();
        await WaitAsync(7);
        await bob.SendAsync(new() { Leave = new() });
        await bob.WaitForCloseAsync();
        _time.Advance(TimeSpan.FromSeconds(21));
        await WaitAsync(10);

        var told = _bodies.ToArray();
        Assert.Equal(
            [
                "room_started", "participant_joined", "participant_joined", "track_published", "track_published", "track_unpublished",
                "participant_left", "track_unpublished", "participant_left", "room_finished",
            ],
            told.Select(b => Read(b).Event));

        // In the recording both tracks are those of the first participant; what it says of each is the same.
        var recorded = RecordedJson.Lines("webhooks.jsonl");
        int[] counterparts = [0, 1, 2, 3, 4, 5, 7, 6, 8, 9];
        Assert.DoesNotContain(
            told.SelectMany((body, i) => RecordedJson.Differences(recorded[counterparts[i]], body).Select(d => $"{Read(body).Event}: {d}")),
            d => !Explained.Any(e => d.Contains(e, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_never_connects_is_no_participant_that_joined_and_left()
    {
        await using var ann = await JoinAsync("A", "room");
        await ann.PublishAsync(TrackSource.Microphone);
        await ann.SendAsync(new() { Leave = new() });
        await WaitAsync(2);

        Assert.Equal(["room_started", "participant_connection_aborted"], _bodies.Select(b => Read(b).Event));
        Assert.Equal(DisconnectReason.ClientInitiated, Read(_bodies.Last()).Participant.DisconnectReason);
    }

    [Fact]
    public async Task What_was_published_before_the_connection_is_told_after_it()
    {
        await using var ann = await JoinAsync("A", "room");
        await ann.PublishAsync(TrackSource.Microphone);
        await ConnectAsync("room", "A");
        await WaitAsync(3);

        Assert.Equal(["room_started", "participant_joined", "track_published"], _bodies.Select(b => Read(b).Event));
    }

    [Fact]
    public async Task Jobs_of_agents_are_told_when_they_begin_and_end()
    {
        await using var worker = await WorkerClient.RegisterAsync(_host.Address, new() { AgentName = "" });
        await using var ann = await JoinAsync("A", "room");
        var job = (await worker.TakeAsync("robot")).Job;
        await worker.SayAsync(job.Id, JobStatus.JsRunning);
        await worker.SayAsync(job.Id, JobStatus.JsSuccess);
        await WaitAsync(3);

        Assert.Equal(["room_started", "agent_job_started", "agent_job_ended"], _bodies.Select(b => Read(b).Event));
        var ended = Read(_bodies.Last());
        Assert.Equal((job.Id, JobStatus.JsSuccess, "room"), (ended.Job.Id, ended.Job.State.Status, ended.Room.Name));
        Assert.True(ended.Job.State.EndedAt >= ended.Job.State.StartedAt && ended.Job.State.StartedAt > 0);
    }

    [Fact]
    public async Task A_server_that_stops_says_that_its_rooms_are_closed()
    {
        await using var ann = await JoinAsync("A", "room");
        await _host.Server.DrainAsync(CancellationToken.None).WaitAsync(Patience);

        Assert.Equal(["room_started", "participant_connection_aborted", "room_finished"], _bodies.Select(b => Read(b).Event));
        Assert.Equal(DisconnectReason.ServerShutdown, Read(_bodies.ElementAt(1)).Participant.DisconnectReason);
    }

    private static WebhookEvent Read(string body) => ProtoJson.Parser.Parse<WebhookEvent>(body);

    private async Task<SignalClient> JoinAsync(string identity, string room)
    {
        var request = JoinRequests.Default();
        request.ClientInfo.Capabilities.Add([ClientInfo.Types.Capability.CapPacketTrailer, ClientInfo.Types.Capability.CapCompressionDeflateRaw]);
        request.PublisherOffer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 1 };
        var client = await SignalClient.JoinAsync(_host.Address, LiveKitHost.Token(identity, room), request);
        await client.WaitAsync(r => r.Answer is not null);
        return client;
    }

    // As the media loop tells it.
    private Task ConnectAsync(string room, string identity) => _host.Server.Rooms.Find(room)!.AskAsync(parts =>
    {
        var participant = parts.Room.Participants[identity];
        parts.Membership.Connected(participant, participant.PrimaryPeer);
        return true;
    });

    private async Task WaitAsync(int count)
    {
        while (_bodies.Count < count)
        {
            Assert.True(await _arrived.WaitAsync(Patience), $"{_bodies.Count} of {count} events");
        }
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var keys = new Dictionary<string, string>(StringComparer.Ordinal) { [LiveKitHost.Key] = LiveKitHost.Secret };
        if (!await WebhookSignature.IsValidAsync(body.ToArray(), context.Request.Headers.Authorization.ToString(), keys, _time))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        _bodies.Enqueue(Encoding.UTF8.GetString(body.ToArray()));
        _arrived.Release();
    }
}
