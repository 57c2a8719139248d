using Visio.LiveKit;

namespace Visio.Server.Media.Child;

/// <summary>
/// The engine in the media process: who is where is known here from its news; what is done to many at once is chosen here and happens in one
/// turn of the room there. Whoever comes between the two came after.
/// </summary>
internal sealed class ChildRooms(ChildLink link, ChildRoster roster, IHostApplicationLifetime lifetime) : ILiveRooms
{
    /// <summary>Rooms whose changes wait for each other by chance, too.</summary>
    private const int Turns = 64;

    /// <summary>A media process is started again in less.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1, 1))];

    public bool IsDraining => lifetime.ApplicationStopping.IsCancellationRequested;

    public bool IsRemote => false;

    public bool OutlivesThis => true;

    public string? Failure => link.Failure;

    public string AddressFor(HttpRequest request) => $"{(request.IsHttps ? "wss" : "ws")}://{request.Host.ToUriComponent()}";

    /// <summary>Nothing is to be opened: a join is reviewed, and that says how its room is to be. Who cannot enter within a moment is told so now.</summary>
    public async Task OpenAsync(string room, LiveOpening opening, CancellationToken cancellationToken)
    {
        if (!await link.IsReadyAsync(Patience, cancellationToken))
        {
            throw new LiveKitUnavailableException(link.Failure ?? "the media process is being started");
        }
    }

    public int CountParticipants(string room) => roster.Count(room);

    public IReadOnlyList<string> Rooms() => roster.Rooms();

    public Task<IReadOnlyList<LiveParticipant>> ParticipantsAsync(string room) => link.AskAsync<IReadOnlyList<LiveParticipant>>("participants", room);

    public async Task<IReadOnlyList<LiveQuality>?> QualityAsync(string room) => await link.AskAsync<IReadOnlyList<LiveQuality>>("quality", room);

    public Task<IReadOnlyList<string>> UpdateAsync(string room, Func<LiveParticipant, ParticipantChange?> change) => InTurnAsync(room, people =>
    {
        var changes = people.Select(p => (p.Identity, Change: change(p))).Where(c => c.Change is not null).ToDictionary(c => c.Identity, c => c.Change!, StringComparer.Ordinal);
        return changes.Count == 0 ? null : ("update", new ChildMessages.Changes(room, changes));
    });

    public Task<IReadOnlyList<string>> MuteAsync(string room, Func<LiveParticipant, LiveTrack, bool> which) => ForTracksAsync(room, "mute", which);

    public Task<IReadOnlyList<string>> StopAsync(string room, Func<LiveParticipant, LiveTrack, bool> which) => ForTracksAsync(room, "stop-tracks", which);

    public Task<IReadOnlyList<string>> RemoveAsync(
        string room, Func<LiveParticipant, bool> who, IReadOnlyDictionary<string, string>? farewell = null) => InTurnAsync(room, people =>
    {
        var meant = people.Where(who).Select(p => p.Identity).ToList();
        return meant.Count == 0 ? null : ("remove", new ChildMessages.Selection(room, meant, farewell));
    });

    public Task SendAsync(string room, string topic, ReadOnlyMemory<byte> payload, IReadOnlyCollection<string> identities) =>
        link.DoAsync("send", new ChildMessages.Message(room, topic, payload.ToArray(), identities));

    public Task SetMetadataAsync(string room, string metadata) => link.DoAsync("describe", new ChildMessages.Description(room, metadata));

    public Task CloseAsync(string room) => link.DoAsync("close", new ChildMessages.Description(room, ""));

    public IDisposable Subscribe(Action<LiveEvent> listener) => roster.Subscribe(listener);

    public void Expect(IReadOnlyDictionary<string, IReadOnlyCollection<string>> lastKnown) => roster.Expect(lastKnown);

    private Task<IReadOnlyList<string>> ForTracksAsync(string room, string what, Func<LiveParticipant, LiveTrack, bool> which) => InTurnAsync(room, people =>
    {
        var meant = people.SelectMany(p => p.Tracks.Where(t => which(p, t))).Select(t => t.Sid).ToList();
        return meant.Count == 0 ? null : (what, new ChildMessages.Selection(room, meant));
    });

    private async Task<IReadOnlyList<string>> InTurnAsync(string room, Func<IReadOnlyList<LiveParticipant>, (string What, object Asked)?> choose)
    {
        var turn = _turns[(uint)string.GetHashCode(room, StringComparison.Ordinal) % Turns];
        await turn.WaitAsync();
        try
        {
            return choose(await ParticipantsAsync(room)) is { } chosen ? await link.DoAsync<IReadOnlyList<string>>(chosen.What, chosen.Asked) : [];
        }
        finally
        {
            turn.Release();
        }
    }
}
