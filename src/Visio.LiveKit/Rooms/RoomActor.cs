using System.Threading.Channels;
using Visio.LiveKit.Protocol;
using Visio.LiveKit.Signalling;
using Visio.Sfu;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// A room: one loop that owns everything in it. Signalling, the media loop's events, timers and the server API put work into its
/// inbox; the inbox is bounded, so that who sends too much waits and nobody else does.
/// </summary>
internal sealed class RoomActor
{
    private const int InboxLength = 1024;
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly Channel<Action> _inbox = Channel.CreateBounded<Action>(
        new BoundedChannelOptions(InboxLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly RoomState _room;
    private readonly RoomParts _parts;
    private readonly SignallingCounters _counters;
    private readonly Action<RoomActor> _closed;
    private readonly ITimer _timer;
    private readonly Task _loop;
    private int _participants;
    private bool _joined;
    private bool _isClosed;

    public RoomActor(RoomSettings settings, RoomContext context, Action<RoomActor> closed)
    {
        var sid = Sid.Room();
        _room = new(settings, sid, context.Media.OpenRoom(sid), context.Time, context.Log);
        _parts = new(_room, context, work => _ = PostAsync(work).AsTask());
        _counters = context.Counters;
        _closed = closed;
        _room.Log.RoomOpened(_room.Sid);
        _inbox.Writer.TryWrite(_parts.Reports.Started);
        _loop = Task.Run(RunAsync);
        _ = Task.Run(PumpAsync);
        _timer = context.Time.CreateTimer(_ => _inbox.Writer.TryWrite(Tick), null, TickInterval, TickInterval);
    }

    /// <summary>The room's name. Any thread.</summary>
    public string Name => _room.Name;

    /// <summary>How many are in the room. Any thread.</summary>
    public int ParticipantCount => Volatile.Read(ref _participants);

    /// <summary>Completes when the room is closed.</summary>
    public Task Completion => _loop;

    /// <summary>Takes in a join or a resume; null when the room has closed meanwhile. Any thread.</summary>
    public Task<Admission?> AdmitAsync(JoinParameters join, SignalSession session) =>
        AskAsync(() => _isClosed ? null : Admit(join, session));

    /// <summary>Runs a question in the room; the default value when the room has closed. Any thread.</summary>
    public Task<T?> AskAsync<T>(Func<RoomParts, T> question) => AskAsync(() => _isClosed ? default : question(_parts));

    /// <summary>Takes a client's message; completes when it is heard, with false when the client is not here (any more). Any thread.</summary>
    public async Task<bool> ReceiveAsync(Participant participant, SignalSession session, SignalRequest request)
    {
        var isHere = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return await PostAsync(() =>
        {
            // What comes of the message is the room's business, and nothing that the socket waits for.
            isHere.SetResult(_room.Participants.GetValueOrDefault(participant.Identity) == participant);
            Receive(participant, session, request);
        }) && await isHere.Task;
    }

    /// <summary>The media loop has told something. Any thread.</summary>
    public async ValueTask HandleAsync(MediaEvent e) => await PostAsync(() => _parts.Media.Handle(e));

    /// <summary>A client's socket has ended. Any thread.</summary>
    public async ValueTask EndAsync(Participant participant, SignalSession session, SessionEnd end) =>
        await PostAsync(() => _parts.Membership.SessionEnded(participant, session, end));

    /// <summary>Tells everybody to leave and closes the room. Any thread.</summary>
    public async ValueTask CloseAsync(DisconnectReason reason) => await PostAsync(() => Close(reason));

    private async Task<T?> AskAsync<T>(Func<T?> question)
    {
        var answer = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = await PostAsync(() =>
        {
            try
            {
                answer.SetResult(question());
            }
            catch (Exception e)
            {
                answer.SetException(e);
                throw;
            }
        });
        return posted ? await answer.Task : default;
    }

    // False when the room is closed.
    private async ValueTask<bool> PostAsync(Action work)
    {
        try
        {
            await _inbox.Writer.WriteAsync(work);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }

    private async Task RunAsync()
    {
        await foreach (var work in _inbox.Reader.ReadAllAsync())
        {
            try
            {
                work();
                _parts.Settle();
            }
            catch (Exception e)
            {
                _room.Log.Unhandled(e, _room.Sid);
            }

            Volatile.Write(ref _participants, _room.Participants.Count);
        }
    }

    private async Task PumpAsync()
    {
        await foreach (var e in _room.Media.Events.ReadAllAsync())
        {
            await HandleAsync(e);
        }
    }

    private Admission? Admit(JoinParameters join, SignalSession session)
    {
        if (join.Request.Reconnect)
        {
            if (_parts.Membership.Resume(join, session) is not { } resumed)
            {
                return Admission.Lost(session);
            }

            _counters.CountResume();
            return new(resumed, null);
        }

        var (participant, refusal) = _parts.Membership.Join(join, session);
        if (participant is not null)
        {
            participant.Home = Task.FromResult(this);

            // An agent does not make a room that people have joined, and then left.
            _joined |= participant.IsIndependent;
            _counters.CountJoin();
        }

        return new(participant, refusal);
    }

    /// <summary>Somebody has come from another room. On the room's loop.</summary>
    public void Welcome(Participant participant) => _joined |= participant.IsIndependent;

    /// <summary>Handles a client's message. On the room's loop.</summary>
    public void Receive(Participant participant, SignalSession session, SignalRequest request)
    {
        if (!_room.Participants.TryGetValue(participant.Identity, out var present) || present != participant)
        {
            return;
        }

        // What a replaced socket still had to say is of no interest.
        if (participant.Session != session)
        {
            return;
        }

        try
        {
            _parts.Signals.Handle(participant, request);
        }
        catch
        {
            // What one client has brought about is not left to the others: it starts afresh.
            _parts.Membership.Remove(participant, DisconnectReason.StateMismatch, Leaves.JoinAgain(DisconnectReason.StateMismatch));
            throw;
        }
    }

    private void Tick()
    {
        if (_isClosed)
        {
            return;
        }

        _parts.Tick();
        if (_room.Participants.Values.Any(p => p.IsIndependent))
        {
            return;
        }

        var (since, patience) = _joined
            ? (_parts.Membership.EmptySince ?? _room.Now, _room.Settings.DepartureTimeout)
            : (_room.CreatedAt, _room.Settings.EmptyTimeout);
        if (_room.Now - since >= patience)
        {
            Close(DisconnectReason.RoomClosed);
        }
    }

    private void Close(DisconnectReason reason)
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _timer.Dispose();
        try
        {
            _parts.Membership.RemoveAll(reason);
            _room.Media.Close();
        }
        finally
        {
            // Forgotten last: what is told of the next room with this name comes after what is told of this one.
            _parts.Reports.Finished();
            _closed(this);
            _inbox.Writer.TryComplete();
        }

        _room.Log.RoomClosed(_room.Sid, reason.ToString());
    }
}
