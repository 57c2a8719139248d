using Visio.LiveKit;
using Visio.Server.Settings;

namespace Visio.Server.Media;

/// <summary>A LiveKit-compatible server elsewhere: it goes on when this process ends, and asks nobody whom it lets in.</summary>
internal sealed class RemoteRooms(RemoteLiveKit remote, VisioSettings settings, IHostApplicationLifetime lifetime) : ILiveRooms
{
    private readonly string _address = RemoteMedia.AddressOf(settings.RemoteMedia!);

    public bool IsDraining => lifetime.ApplicationStopping.IsCancellationRequested;

    public bool IsRemote => true;

    public bool OutlivesThis => true;

    public string? Failure => remote.Failure;

    public string AddressFor(HttpRequest request) => _address;

    public Task OpenAsync(string room, LiveOpening opening, CancellationToken cancellationToken) =>
        remote.OpenAsync(room, opening.Metadata, opening.MaxParticipants, opening.EmptyTimeout, opening.DepartureTimeout, cancellationToken);

    public int CountParticipants(string room) => remote.CountParticipants(room);

    public IReadOnlyList<string> Rooms() => remote.Rooms();

    public Task<IReadOnlyList<LiveParticipant>> ParticipantsAsync(string room) => remote.ParticipantsAsync(room);

    // LiveKit's server API has no call for it.
    public Task<IReadOnlyList<LiveQuality>?> QualityAsync(string room) => Task.FromResult<IReadOnlyList<LiveQuality>?>(null);

    public Task<IReadOnlyList<string>> UpdateAsync(string room, Func<LiveParticipant, ParticipantChange?> change) => remote.UpdateAsync(room, change);

    public Task<IReadOnlyList<string>> MuteAsync(string room, Func<LiveParticipant, LiveTrack, bool> which) => remote.MuteAsync(room, which);

    public Task<IReadOnlyList<string>> StopAsync(string room, Func<LiveParticipant, LiveTrack, bool> which) => remote.StopAsync(room, which);

    public Task<IReadOnlyList<string>> RemoveAsync(
        string room, Func<LiveParticipant, bool> who, IReadOnlyDictionary<string, string>? farewell = null) => remote.RemoveAsync(room, who, farewell);

    public Task SendAsync(string room, string topic, ReadOnlyMemory<byte> payload, IReadOnlyCollection<string> identities) =>
        remote.SendAsync(room, topic, payload, identities);

    public Task SetMetadataAsync(string room, string metadata) => remote.SetMetadataAsync(room, metadata);

    public Task CloseAsync(string room) => remote.CloseAsync(room);

    public IDisposable Subscribe(Action<LiveEvent> listener) => remote.Subscribe(listener);

    public void Expect(IReadOnlyDictionary<string, IReadOnlyCollection<string>> lastKnown)
    {
        foreach (var (room, identities) in lastKnown)
        {
            remote.Expect(room, identities);
        }
    }
}
