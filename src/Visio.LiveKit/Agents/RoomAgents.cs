using Visio.LiveKit.Protocol;
using Visio.LiveKit.Rooms;
using Visio.LiveKit.Webhooks;

namespace Visio.LiveKit.Agents;

/// <summary>
/// The agents of a room: who is wanted (dispatches), and what is given to whom (jobs). Again and again the jobs that there should be are
/// compared with those there are, so that a worker that comes late, or in place of one that is gone, finds what there is to do.
/// </summary>
internal sealed class RoomAgents(RoomState room, AgentPool pool, WebhookDispatcher webhooks, Action<Action> post)
{
    private const int MostFailures = 3;
    private const int MostEnded = 20;

    /// <summary>How long it takes until a job that nobody wanted, or that failed, is offered again.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly List<AgentDispatch> _dispatches = [];
    private readonly Dictionary<Key, AgentJob> _jobs = [];
    private bool _isClosed;

    /// <summary>Sends for the agents that the room was opened with: those that serve every room where it names none.</summary>
    public void Started()
    {
        foreach (var wanted in room.Settings.Agents.DefaultIfEmpty(new RoomAgentDispatch()))
        {
            Add(new()
            {
                AgentName = wanted.AgentName,
                Metadata = wanted.Metadata,
                RestartPolicy = wanted.RestartPolicy,
                Deployment = wanted.Deployment,
                Attributes = { wanted.Attributes },
            });
        }
    }

    /// <summary>Sends for an agent.</summary>
    public AgentDispatch Add(CreateAgentDispatchRequest request)
    {
        var dispatch = new AgentDispatch
        {
            Id = Sid.Dispatch(),
            AgentName = request.AgentName,
            Room = room.Name,
            Metadata = request.Metadata,
            RestartPolicy = request.RestartPolicy,
            Deployment = request.Deployment,
            Attributes = { request.Attributes },
            State = new() { CreatedAt = Now() },
        };
        _dispatches.Add(dispatch);
        Reconcile();
        return View(dispatch);
    }

    /// <summary>Sends an agent away; null when it was not sent for.</summary>
    public AgentDispatch? Remove(string id)
    {
        if (_dispatches.Find(d => d.Id == id) is not { } dispatch)
        {
            return null;
        }

        _dispatches.Remove(dispatch);
        var view = View(dispatch);
        view.State.DeletedAt = Now();
        End(job => job.Dispatch.Id == dispatch.Id);
        return view;
    }

    /// <summary>Who was sent for.</summary>
    public IEnumerable<AgentDispatch> List(string id) => _dispatches.Where(d => id.Length == 0 || d.Id == id).Select(View);

    public void Left(Participant participant) => End(job => job.Info.Participant is { } p && p.Sid == participant.Sid);

    public void Finished()
    {
        _isClosed = true;
        End(_ => true);
    }

    /// <summary>Offers what is to be done and has nobody.</summary>
    public void Reconcile()
    {
        if (_isClosed || (pool.IsEmpty && _jobs.Count == 0))
        {
            return;
        }

        foreach (var dispatch in _dispatches)
        {
            Want(dispatch, JobType.JtRoom, [null]);
            Want(dispatch, JobType.JtParticipant, People());
            Want(dispatch, JobType.JtPublisher, People().Where(p => p.IsPublisher));
        }

        foreach (var job in _jobs.Values.Where(j => j is { Worker: null, IsOffered: false, IsOver: false } && j.NextOffer <= room.Now).ToList())
        {
            Offer(job);
        }
    }

    // Those agents are for: agents and recorders are not.
    private IEnumerable<Participant> People() =>
        room.Participants.Values.Where(p => p.IsIndependent && p.State == ParticipantInfo.Types.State.Active);

    private void Want(AgentDispatch dispatch, JobType type, IEnumerable<Participant?> subjects)
    {
        foreach (var place in pool.Namespaces(type, dispatch.AgentName, dispatch.Deployment))
        {
            foreach (var subject in subjects)
            {
                var key = new Key(dispatch.Id, type, place, subject?.Sid ?? "");
                if (!_jobs.ContainsKey(key))
                {
                    _jobs[key] = new(dispatch, Create(dispatch, type, place, subject?.ToInfo()));
                }
            }
        }
    }

    private Job Create(AgentDispatch dispatch, JobType type, string place, ParticipantInfo? participant) => new()
    {
        Id = Sid.Job(),
        Type = type,
        Room = room.ToInfo(),
        Participant = participant,
        Namespace = place,
        Metadata = dispatch.Metadata,
        AgentName = dispatch.AgentName,
        DispatchId = dispatch.Id,
        Deployment = dispatch.Deployment,
        Attributes = { dispatch.Attributes },
        State = new() { UpdatedAt = Now() },
    };

    private void Offer(AgentJob job)
    {
        var attempt = ++job.Attempt;
        job.IsOffered = true;
        job.Info.Room = room.ToInfo();
        var offered = job.Info.Clone();
        var resuming = job.IsResumed;
        _ = Task.Run(async () =>
        {
            var assignment = await pool.AssignAsync(offered, resuming, (change, error) => post(() => Changed(job, attempt, change, error)));
            post(() => Assigned(job, attempt, assignment));
        });
    }

    private void Assigned(AgentJob job, int attempt, AgentAssignment assignment)
    {
        if (attempt != job.Attempt)
        {
            // Meanwhile it is not wanted any more, or its worker is gone again.
            assignment.Worker?.Terminate(job.Info.Id);
            return;
        }

        job.IsOffered = false;
        job.Worker = assignment.Worker;
        job.IsOver = assignment.IsUnwanted;
        job.NextOffer = room.Now + Pause;
        job.Info.State.ParticipantIdentity = assignment.Identity;
        job.Info.State.WorkerId = assignment.Worker?.Id ?? "";
        job.Info.State.UpdatedAt = Now();
    }

    private void Changed(AgentJob job, int attempt, AgentJobChange change, string error)
    {
        if (attempt != job.Attempt)
        {
            return;
        }

        var state = job.Info.State;
        state.UpdatedAt = Now();
        state.Error = error;
        switch (change)
        {
            case AgentJobChange.Running:
                state.StartedAt = state.StartedAt == 0 ? Now() : state.StartedAt;
                state.Status = JobStatus.JsRunning;
                Post("agent_job_started", job);
                break;
            case AgentJobChange.Succeeded:
                Over(job, JobStatus.JsSuccess);
                break;
            case AgentJobChange.Failed:
                Fail(job);
                break;
            default:
                Lose(job, change == AgentJobChange.Migrating);
                break;
        }
    }

    // Somebody else goes on with it at once.
    private void Lose(AgentJob job, bool isHandedOn)
    {
        if (!isHandedOn && job.Dispatch.RestartPolicy == JobRestartPolicy.JrpNever)
        {
            Over(job, JobStatus.JsFailed);
            return;
        }

        job.Attempt++;
        job.Worker = null;
        job.IsOffered = false;
        job.IsResumed = isHandedOn;
        job.NextOffer = room.Now;
        job.Info.State.Status = JobStatus.JsPending;
        job.Info.State.Error = "";
        Reconcile();
    }

    private void Fail(AgentJob job)
    {
        Over(job, JobStatus.JsFailed);
        if (job.Dispatch.RestartPolicy == JobRestartPolicy.JrpNever || ++job.Failures >= MostFailures)
        {
            return;
        }

        Remember(job);
        var former = job.Info;
        job.Info = Create(job.Dispatch, former.Type, former.Namespace, former.Participant);
        job.IsOver = false;
        job.IsResumed = false;
        job.NextOffer = room.Now + Pause;
    }

    private void Over(AgentJob job, JobStatus status)
    {
        job.Attempt++;
        job.Worker = null;
        job.IsOffered = false;
        job.IsOver = true;
        job.Info.State.Status = status;
        job.Info.State.EndedAt = Now();
        Post("agent_job_ended", job);
    }

    private void End(Func<AgentJob, bool> isMeant)
    {
        foreach (var (key, job) in _jobs.Where(j => isMeant(j.Value)).ToList())
        {
            _jobs.Remove(key);
            job.Worker?.Terminate(job.Info.Id);
            if (job is { IsOver: false, Worker: not null })
            {
                Over(job, JobStatus.JsSuccess);
                Remember(job);
            }

            job.Attempt++;
        }
    }

    private static void Remember(AgentJob job)
    {
        var ended = job.Dispatch.State.Jobs;
        ended.Add(job.Info.Clone());
        if (ended.Count > MostEnded)
        {
            ended.RemoveAt(0);
        }
    }

    private AgentDispatch View(AgentDispatch dispatch)
    {
        var view = dispatch.Clone();
        view.State.Jobs.AddRange(_jobs.Values.Where(j => j.Dispatch.Id == dispatch.Id).Select(j => j.Info.Clone()));
        return view;
    }

    private void Post(string name, AgentJob job)
    {
        if (webhooks.IsOn)
        {
            webhooks.Add(new() { Event = name, Room = room.ToInfo(), Job = job.Info.Clone() });
        }
    }

    // In nanoseconds since 1970.
    private long Now() => (room.Now - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private readonly record struct Key(string Dispatch, JobType Type, string Namespace, string Participant);
}
