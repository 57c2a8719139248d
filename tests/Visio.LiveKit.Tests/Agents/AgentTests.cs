using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Visio.LiveKit.Agents;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Tokens;
using Kind = Visio.LiveKit.Protocol.ParticipantInfo.Types.Kind;

namespace Visio.LiveKit.Tests.Agents;

/// <summary>Workers on real sockets, and the rooms they are sent to. The rooms' clock is set forward.</summary>
public sealed class AgentTests : IAsyncLifetime
{
    private const string Room = "room";
    private readonly ShiftedTime _time = new();
    private readonly LiveKitHost _host;

    public AgentTests() => _host = new(_ => { }, _time);

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_worker_is_offered_a_room_and_its_agent_joins_with_the_token(bool speaksJson)
    {
        await using var worker = await WorkerClient.RegisterAsync(
            _host.Address, new() { AllowedPermissions = new() { CanSubscribe = true, CanPublishData = true, Hidden = true } }, speaksJson);
        await using var ann = await SignalClient.JoinAsync(_host.Address, LiveKitHost.Token("ann", Room));

        var assignment = await worker.TakeAsync("robot");
        Assert.StartsWith("AJ_", assignment.Job.Id, StringComparison.Ordinal);
        Assert.Equal((JobType.JtRoom, Room, "robot"), (assignment.Job.Type, assignment.Job.Room.Name, assignment.Job.State.ParticipantIdentity));
        await using var agent = await SignalClient.JoinAsync(_host.Address, assignment.Token);
        var info = agent.Join.Participant;
        Assert.Equal(("robot", "Robot", Kind.Agent, "b"), (info.Identity, info.Name, info.Kind, info.Attributes["a"]));
        Assert.Equal(
            (true, false, true, true, true),
            (info.Permission.CanSubscribe, info.Permission.CanPublish, info.Permission.CanPublishData, info.Permission.Hidden, info.Permission.Agent));

        await worker.SayAsync(assignment.Job.Id, JobStatus.JsRunning);
        Assert.Equal(7, (await worker.PingAsync()).Pong.LastTimestamp);
        var job = (await ListAsync())[0].State.Jobs[0];
        Assert.Equal((assignment.Job.Id, JobStatus.JsRunning), (job.Id, job.State.Status));
        Assert.True(job.State.StartedAt > 0);

        // The room closes although the agent is still there, and the worker is told.
        await ann.SendAsync(new() { Leave = new() });
        await ann.WaitForCloseAsync();
        _time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(assignment.Job.Id, (await worker.ReceiveAsync()).Termination.JobId);
        await agent.WaitForCloseAsync();
        Assert.Equal(DisconnectReason.RoomClosed, agent.Received[^1].Leave.Reason);
    }

    [Fact]
    public async Task A_worker_that_refuses_is_passed_over_and_the_least_burdened_is_asked_first()
    {
        await using var busy = await WorkerClient.RegisterAsync(_host.Address);
        await using var idle = await WorkerClient.RegisterAsync(_host.Address);
        await using var overloaded = await WorkerClient.RegisterAsync(_host.Address);
        await using var full = await WorkerClient.RegisterAsync(_host.Address);
        await LoadAsync(busy, 0.5f);
        await LoadAsync(idle, 0.1f);
        await LoadAsync(overloaded, 0.7f);
        await full.SendAsync(new() { UpdateWorker = new() { Status = WorkerStatus.WsFull } });
        await full.PingAsync();
        await using var ann = await SignalClient.JoinAsync(_host.Address, LiveKitHost.Token("ann", Room));

        var offer = await idle.OfferedAsync();
        await idle.SendAsync(new() { Availability = new() { JobId = offer.Job.Id } });
        Assert.Equal(offer.Job.Id, (await busy.TakeAsync()).Job.Id);
        Assert.Equal(ServerMessage.MessageOneofCase.Pong, (await overloaded.PingAsync()).MessageCase);
        Assert.Equal(ServerMessage.MessageOneofCase.Pong, (await full.PingAsync()).MessageCase);
    }

    [Fact]
    public async Task A_job_whose_worker_is_gone_goes_to_another()
    {
        await using var first = await WorkerClient.RegisterAsync(_host.Address);
        await using var ann = await SignalClient.JoinAsync(_host.Address, LiveKitHost.Token("ann", Room));
        var assignment = await first.TakeAsync();
        await using var second = await WorkerClient.RegisterAsync(_host.Address);
        await first.DisposeAsync();

        var offer = await second.OfferedAsync();
        Assert.Equal((assignment.Job.Id, false), (offer.Job.Id, offer.Resuming));
    }

    [Fact]
    public async Task A_worker_that_drains_hands_its_jobs_on()
    {
        await using var first = await WorkerClient.RegisterAsync(_host.Address);
        await using var ann = await SignalClient.JoinAsync(_host.Address, LiveKitHost.Token("ann", Room));
        var assignment = await first.TakeAsync();
        await first.SayAsync(assignment.Job.Id, JobStatus.JsRunning);
        await first.SendAsync(new() { UpdateWorker = new() { Status = WorkerStatus.WsFull } });
        await using var second = await WorkerClient.RegisterAsync(_host.Address);
        await first.SendAsync(new() { MigrateJob = new() { JobIds = { assignment.Job.Id } } });

        var offer = await second.OfferedAsync();
        Assert.Equal((assignment.Job.Id, true), (offer.Job.Id, offer.Resuming));
    }

    [Fact]
    public async Task A_worker_that_comes_late_finds_what_nobody_has_done()
    {
        await using var ann = await SignalClient.JoinAsync(_host.Address, LiveKitHost.Token("ann", Room));
        await using var worker = await WorkerClient.RegisterAsync(_host.Address);
        await worker.TakeAsync();
    }

    [Fact]
    public async Task What_fails_is_tried_again_as_a_new_job_unless_it_is_never_to_be()
    {
        await using var worker = await WorkerClient.RegisterAsync(_host.Address, new() { AgentName = "clerk" });
        await CallAsync<AgentDispatch>("CreateDispatch", new CreateAgentDispatchRequest { Room = Room, AgentName = "clerk", RestartPolicy = JobRestartPolicy.JrpNever });
        await worker.SayAsync((await worker.TakeAsync()).Job.Id, JobStatus.JsFailed);
        await worker.PingAsync();
        await CallAsync<AgentDispatch>("CreateDispatch", new CreateAgentDispatchRequest { Room = Room, AgentName = "clerk" });
        var failed = (await worker.TakeAsync()).Job.Id;
        await worker.SayAsync(failed, JobStatus.JsFailed);
        await worker.PingAsync();
        _time.Advance(RoomAgents.Pause);

        var again = await worker.TakeAsync();
        Assert.NotEqual(failed, again.Job.Id);
        var jobs = (await ListAsync()).Where(d => d.AgentName == "clerk").Select(d => d.State.Jobs.Select(j => (j.Id, j.State.Status)).ToArray()).ToArray();
        Assert.Equal(JobStatus.JsFailed, Assert.Single(jobs[0]).Status);
        Assert.Equal([(failed, JobStatus.JsFailed), (again.Job.Id, JobStatus.JsPending)], jobs[1]);
    }

    [Fact]
    public async Task Agents_with_a_name_are_sent_for_and_sent_away()
    {
        await using var unnamed = await WorkerClient.RegisterAsync(_host.Address);
        await using var clerk = await WorkerClient.RegisterAsync(_host.Address, new() { AgentName = "clerk" });
        var token = new AccessToken
        {
            Identity = "ann",
            Video = new() { RoomJoin = true, Room = Room },
            RoomConfig = """{"agents":[{"agentName":"clerk","metadata":"m","attributes":{"k":"v"}}]}""",
        }.Sign(LiveKitHost.Key, LiveKitHost.Secret, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        await using var ann = await SignalClient.JoinAsync(_host.Address, token);
        var job = (await clerk.TakeAsync()).Job;
        Assert.Equal(("clerk", "m", "v"), (job.AgentName, job.Metadata, job.Attributes["k"]));
        Assert.Equal(ServerMessage.MessageOneofCase.Pong, (await unnamed.PingAsync()).MessageCase);

        var dispatch = Assert.Single(await ListAsync());
        var deleted = await CallAsync<AgentDispatch>("DeleteDispatch", new DeleteAgentDispatchRequest { Room = Room, DispatchId = dispatch.Id });
        Assert.True(deleted.State.DeletedAt >= dispatch.State.CreatedAt);
        Assert.Equal(job.Id, (await clerk.ReceiveAsync()).Termination.JobId);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Every_namespace_sends_its_own_agent()
    {
        await using var one = await WorkerClient.RegisterAsync(_host.Address, new() { Namespace = "one" });
        await using var two = await WorkerClient.RegisterAsync(_host.Address, new() { Namespace = "two" });
        await using var ann = await SignalClient.JoinAsync(_host.Address, LiveKitHost.Token("ann", Room));

        Assert.NotEqual((await one.TakeAsync()).Job.Id, (await two.TakeAsync()).Job.Id);
    }

    [Fact]
    public async Task Participants_and_publishers_have_agents_of_their_own_while_they_are_there()
    {
        await using var forAll = await WorkerClient.RegisterAsync(_host.Address, new() { Type = JobType.JtParticipant });
        await using var forPublishers = await WorkerClient.RegisterAsync(_host.Address, new() { Type = JobType.JtPublisher });
        var request = JoinRequests.Default();
        request.PublisherOffer = new() { Type = "offer", Sdp = Offers.Placeholders, Id = 1 };
        await using var ann = await SignalClient.JoinAsync(_host.Address, LiveKitHost.Token("ann", Room), request);
        await using var bob = await SignalClient.JoinAsync(_host.Address, LiveKitHost.Token("bob", Room), request);
        await ConnectAsync("ann");
        var annsJob = (await forAll.TakeAsync()).Job;
        await ConnectAsync("bob");
        Assert.Equal(("ann", "bob"), (annsJob.Participant.Identity, (await forAll.TakeAsync()).Job.Participant.Identity));
        Assert.Equal(ServerMessage.MessageOneofCase.Pong, (await forPublishers.PingAsync()).MessageCase);

        await ann.WaitAsync(r => r.Answer is not null);
        await ann.PublishAsync(TrackSource.Microphone);
        var publishing = (await forPublishers.TakeAsync("clerk of ann")).Job;
        Assert.Equal((JobType.JtPublisher, "ann"), (publishing.Type, publishing.Participant.Identity));

        // An agent that joins is nobody that agents are for.
        await ann.SendAsync(new() { Leave = new() });
        Assert.Equal(publishing.Id, (await forPublishers.ReceiveAsync()).Termination.JobId);
        Assert.Equal(annsJob.Id, (await forAll.ReceiveAsync()).Termination.JobId);
    }

    [Fact]
    public async Task A_simulated_job_goes_to_the_worker_that_asks()
    {
        await using var worker = await WorkerClient.RegisterAsync(_host.Address, new() { AgentName = "clerk" });
        await worker.SendAsync(new() { SimulateJob = new() { Room = new() { Name = "elsewhere" } } });
        Assert.Equal("elsewhere", (await worker.TakeAsync()).Job.Room.Name);
    }

    [Fact]
    public async Task Who_has_no_grant_or_does_not_register_is_no_worker()
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => WorkerClient.ConnectAsync(_host.Address, isAgent: false));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);

        await using var rude = await WorkerClient.ConnectAsync(_host.Address);
        await rude.SendAsync(new() { Ping = new() });
        Assert.Null(await rude.TryReceiveAsync());
    }

    [Fact]
    public async Task A_server_that_stops_does_not_wait_for_workers()
    {
        await using var worker = await WorkerClient.RegisterAsync(_host.Address);
        await _host.Server.DrainAsync(CancellationToken.None);
        await Assert.ThrowsAnyAsync<WebSocketException>(() => WorkerClient.ConnectAsync(_host.Address));
    }

    private static async Task LoadAsync(WorkerClient worker, float load)
    {
        await worker.SendAsync(new() { UpdateWorker = new() { Load = load } });
        await worker.PingAsync();
    }

    // As the media loop tells it.
    private Task ConnectAsync(string identity) => _host.Server.Rooms.Find(Room)!.AskAsync(parts =>
    {
        var participant = parts.Room.Participants[identity];
        parts.Membership.Connected(participant, participant.PrimaryPeer);
        return true;
    });

    private async Task<IReadOnlyList<AgentDispatch>> ListAsync() =>
        (await CallAsync<ListAgentDispatchResponse>("ListDispatch", new ListAgentDispatchRequest { Room = Room })).AgentDispatches;

    private async Task<T> CallAsync<T>(string method, Google.Protobuf.IMessage body)
        where T : Google.Protobuf.IMessage, new()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/twirp/livekit.AgentDispatchService/" + method);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", LiveKitHost.AdminToken(Room));
        request.Content = new StringContent(ProtoJson.Camel.Format(body), Encoding.UTF8, "application/json");
        using var response = await _host.Http.SendAsync(request);
        return ProtoJson.Parser.Parse<T>(await response.Content.ReadAsStringAsync());
    }
}
