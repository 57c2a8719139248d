using System.Collections.Immutable;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Agents;

/// <summary>The workers there are, and which of them gets a job. Any thread.</summary>
internal sealed class AgentPool(string apiKey, string apiSecret, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);
    private readonly CancellationTokenSource _draining = new();
    private ImmutableArray<AgentWorker> _workers = [];

    /// <summary>Whether there is nobody.</summary>
    public bool IsEmpty => _workers.IsEmpty;

    /// <summary>Cancelled when the server stops.</summary>
    public CancellationToken Draining => _draining.Token;

    public bool IsDraining => _draining.IsCancellationRequested;

    /// <summary>Ends the sockets of all workers; no new ones are taken.</summary>
    public void Drain() => _draining.Cancel();

    public void Dispose() => _draining.Dispose();

    public void Add(AgentWorker worker) => ImmutableInterlocked.Update(ref _workers, workers => workers.Add(worker));

    /// <summary>A worker is gone; its jobs are lost to it.</summary>
    public void Remove(AgentWorker worker)
    {
        ImmutableInterlocked.Update(ref _workers, workers => workers.Remove(worker));
        worker.Lose();
    }

    /// <summary>Every namespace in which there are workers for something; the agents of each are sent on their own.</summary>
    public IReadOnlyCollection<string> Namespaces(JobType type, string agentName, string deployment) =>
        [.. _workers.Where(w => w.Serves(type, agentName, deployment)).Select(w => w.Registration.Namespace).Distinct(StringComparer.Ordinal)];

    /// <summary>Offers a job to one worker after the other, the least burdened first, and gives it to the first that wants it.</summary>
    /// <param name="job">The job, which nobody else changes.</param>
    /// <param name="resuming">Whether another worker has begun it.</param>
    /// <param name="tell">Is told what becomes of it, on any thread.</param>
    public async Task<AgentAssignment> AssignAsync(Job job, bool resuming, Action<AgentJobChange, string> tell)
    {
        var asked = new HashSet<AgentWorker>();
        while (Next(job, asked) is { } worker)
        {
            asked.Add(worker);
            var assignment = await AssignAsync(job, resuming, worker, tell);
            if (assignment.Worker is not null || assignment.IsUnwanted)
            {
                return assignment;
            }
        }

        return AgentAssignment.Nobody;
    }

    /// <summary>Offers a job to one worker alone.</summary>
    public async Task<AgentAssignment> AssignAsync(Job job, bool resuming, AgentWorker worker, Action<AgentJobChange, string> tell)
    {
        var answer = await worker.OfferAsync(job, resuming);
        if (answer is not { Available: true })
        {
            return answer is { Terminate: true } ? AgentAssignment.Unwanted : AgentAssignment.Nobody;
        }

        var identity = answer.ParticipantIdentity.Length > 0 ? answer.ParticipantIdentity : "agent-" + job.Id;
        job.State = new() { Status = JobStatus.JsPending, ParticipantIdentity = identity, WorkerId = worker.Id };
        return worker.TryAssign(job, Token(job, identity, answer, worker.Registration.AllowedPermissions), tell)
            ? new(worker, identity, false)
            : AgentAssignment.Nobody;
    }

    private AgentWorker? Next(Job job, HashSet<AgentWorker> asked) => _workers
        .Where(w => !asked.Contains(w) && w.IsAvailable && w.Serves(job.Type, job.AgentName, job.Deployment) && w.Registration.Namespace == job.Namespace)
        .MinBy(w => w.Burden);


    private string Token(Job job, string identity, AvailabilityResponse answer, ParticipantPermission? allowed)
    {
        var grant = new VideoGrant
        {
            RoomJoin = true,
            Room = job.Room.Name,
            CanSubscribe = true,
            CanPublish = true,
            CanPublishData = true,
            CanUpdateOwnMetadata = true,
        };
        return new AccessToken
        {
            Identity = identity,
            Name = answer.ParticipantName,
            Metadata = answer.ParticipantMetadata,
            Attributes = answer.ParticipantAttributes.ToDictionary(StringComparer.Ordinal),
            Kind = "agent",
            Video = (allowed is null ? grant : Permissions.Apply(allowed, grant)) with { Agent = true },
        }.Sign(apiKey, apiSecret, time.GetUtcNow(), TokenLifetime);
    }
}
