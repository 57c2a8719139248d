using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;

namespace Visio.LiveKit.Agents;

/// <summary>A program that runs agents. Any thread.</summary>
/// <param name="registration">What it said about itself.</param>
/// <param name="send">Queues a message for it; never waits.</param>
/// <param name="time">The clock.</param>
internal sealed class AgentWorker(RegisterWorkerRequest registration, Action<ServerMessage> send, TimeProvider time)
{
    /// <summary>How long it may think about an offer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // The load from which a worker is not offered anything, as it counts it itself.
    private const float FullLoad = 0.7f;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource<AvailabilityResponse?>> _offers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action<AgentJobChange, string>> _jobs = new(StringComparer.Ordinal);
    private float _load;
    private bool _isFull;
    private bool _isGone;

    public string Id { get; } = Sid.Worker();

    public RegisterWorkerRequest Registration { get; } = registration;

    /// <summary>How much it has to do, for comparison: what it said last, then what it was given.</summary>
    public (float Load, int Jobs) Burden
    {
        get
        {
            lock (_lock)
            {
                return (_load, _jobs.Count + _offers.Count);
            }
        }
    }

    public bool IsAvailable
    {
        get
        {
            lock (_lock)
            {
                return !_isGone && !_isFull && _load < FullLoad;
            }
        }
    }

    public bool Serves(JobType type, string agentName, string deployment) =>
        Registration.Type == type && Registration.AgentName == agentName && (deployment.Length == 0 || Registration.Deployment == deployment);

    /// <summary>Asks whether it takes a job; null when it does not answer.</summary>
    public async Task<AvailabilityResponse?> OfferAsync(Job job, bool resuming)
    {
        var offer = new TaskCompletionSource<AvailabilityResponse?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_isGone || !_offers.TryAdd(job.Id, offer))
            {
                return null;
            }
        }

        send(new() { Availability = new() { Job = job, Resuming = resuming } });
        try
        {
            return await offer.Task.WaitAsync(Patience, time);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            lock (_lock)
            {
                _offers.Remove(job.Id);
            }
        }
    }

    /// <summary>Gives it a job that it wants; false when it is gone.</summary>
    /// <param name="job">The job.</param>
    /// <param name="token">What its agent joins with.</param>
    /// <param name="tell">Is told what becomes of it.</param>
    public bool TryAssign(Job job, string token, Action<AgentJobChange, string> tell)
    {
        lock (_lock)
        {
            if (_isGone)
            {
                return false;
            }

            _jobs[job.Id] = tell;
        }

        send(new() { Assignment = new() { Job = job, Token = token } });
        return true;
    }

    /// <summary>Takes a job away from it.</summary>
    public void Terminate(string jobId)
    {
        lock (_lock)
        {
            if (!_jobs.Remove(jobId))
            {
                return;
            }
        }

        send(new() { Termination = new() { JobId = jobId } });
    }

    public void Answer(AvailabilityResponse response)
    {
        lock (_lock)
        {
            _offers.GetValueOrDefault(response.JobId)?.TrySetResult(response);
        }
    }

    public void Update(UpdateWorkerStatus status)
    {
        lock (_lock)
        {
            _load = status.Load;
            _isFull = status.HasStatus ? status.Status == WorkerStatus.WsFull : _isFull;
        }
    }

    public void Update(UpdateJobStatus status)
    {
        Action<AgentJobChange, string>? tell;
        lock (_lock)
        {
            tell = _jobs.GetValueOrDefault(status.JobId);
            if (status.Status is JobStatus.JsSuccess or JobStatus.JsFailed)
            {
                _jobs.Remove(status.JobId);
            }
        }

        AgentJobChange? change = status.Status switch
        {
            JobStatus.JsRunning => AgentJobChange.Running,
            JobStatus.JsSuccess => AgentJobChange.Succeeded,
            JobStatus.JsFailed => AgentJobChange.Failed,
            _ => null,
        };
        if (change is { } c)
        {
            tell?.Invoke(c, status.Error);
        }
    }

    /// <summary>It gives up jobs so that others go on with them.</summary>
    public void Migrate(IEnumerable<string> jobIds)
    {
        foreach (var id in jobIds)
        {
            Action<AgentJobChange, string>? tell;
            lock (_lock)
            {
                _jobs.Remove(id, out tell);
            }

            tell?.Invoke(AgentJobChange.Migrating, "");
        }
    }

    /// <summary>Its socket is gone.</summary>
    public void Lose()
    {
        Action<AgentJobChange, string>[] jobs;
        lock (_lock)
        {
            _isGone = true;
            foreach (var offer in _offers.Values)
            {
                offer.TrySetResult(null);
            }

            jobs = [.. _jobs.Values];
            _jobs.Clear();
        }

        foreach (var tell in jobs)
        {
            tell(AgentJobChange.Lost, "worker disconnected");
        }
    }
}
