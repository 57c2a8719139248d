using Visio.LiveKit;
using Visio.Server.Settings;

namespace Visio.Server.Media;

/// <summary>The engine in this process: what is done to many at once happens in one turn of the room.</summary>
internal sealed class EmbeddedRooms(LiveKitServer engine) : ILiveRooms
{
    public bool IsDraining => engine.IsDraining;

    public bool IsRemote => false;

    public bool OutlivesThis => false;

    public string? Failure => null;

    /// <summary>The addresses that clients would be told with these settings.</summary>
    public static IReadOnlyList<System.Net.IPAddress> AddressesToTell(VisioSettings settings) =>
        LiveKitServer.MediaAddresses(settings.MediaBindAddress, settings.AdvertisedAddresses);

    /// <summary>The host that was asked, <c>ws</c> or <c>wss</c> as it was asked.</summary>
    public string AddressFor(HttpRequest request) => $"{(request.IsHttps ? "wss" : "ws")}://{request.Host.ToUriComponent()}";

    /// <summary>Nothing is to be done: a join is reviewed, and that says how its room is to be.</summary>
    public Task OpenAsync(string room, LiveOpening opening, CancellationToken cancellationToken) => Task.CompletedTask;

    public int CountParticipants(string room) => engine.CountParticipants(room);

    public IReadOnlyList<string> Rooms() => engine.Control.Rooms();

    public Task<IReadOnlyList<LiveParticipant>> ParticipantsAsync(string room) => engine.Control.ParticipantsAsync(room);

    public async Task<IReadOnlyList<LiveQuality>?> QualityAsync(string room) => await engine.Control.QualityAsync(room);

    public Task<IReadOnlyList<string>> UpdateAsync(string room, Func<LiveParticipant, ParticipantChange?> change) =>
        engine.Control.UpdateAsync(room, change);

    public Task<IReadOnlyList<string>> MuteAsync(string room, Func<LiveParticipant, LiveTrack, bool> which) => engine.Control.MuteAsync(room, which);

    public Task<IReadOnlyList<string>> StopAsync(string room, Func<LiveParticipant, LiveTrack, bool> which) => engine.Control.StopAsync(room, which);

    public Task<IReadOnlyList<string>> RemoveAsync(
        string room, Func<LiveParticipant, bool> who, IReadOnlyDictionary<string, string>? farewell = null) =>
        engine.Control.RemoveAsync(room, who, farewell);

    public Task SendAsync(string room, string topic, ReadOnlyMemory<byte> payload, IReadOnlyCollection<string> identities) =>
        engine.Control.SendAsync(room, topic, payload, identities);

    public Task SetMetadataAsync(string room, string metadata) => engine.Control.SetMetadataAsync(room, metadata);

    public Task CloseAsync(string room) => engine.Control.CloseAsync(room);

    public IDisposable Subscribe(Action<LiveEvent> listener) => engine.Control.Subscribe(listener);

    public void Expect(IReadOnlyDictionary<string, IReadOnlyCollection<string>> lastKnown) =>
        throw new NotSupportedException("The engine ends with the process: nothing of what was goes on.");
}
