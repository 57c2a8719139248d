using System.Net.Http.Json;
using System.Text.Json;
using Visio.Bench.Clients;
using Visio.Bench.Product;
using Visio.LiveKit.Tokens;

namespace Visio.Bench.Load;

/// <summary>The server that is measured: one that runs already, or our own as a child process on loopback.</summary>
internal sealed class LoadTarget : IDisposable
{
    private readonly ServerProcess? _own;
    private readonly LoadOptions _options;
    private readonly int? _process;
    private readonly Dictionary<string, Task<string>> _rooms = new(StringComparer.Ordinal);

    public LoadTarget(LoadOptions options)
    {
        _options = options;
        _own = options.Url is null ? new(postgres: null, options.IsProduct ? "serve" : "media", options.IsProduct ? options.Media : null, options.IsBusy) : null;
        _process = _own?.Id ?? options.ServerProcess;
        Address = options.Url ?? _own!.Http.BaseAddress!;
    }

    public Uri Address { get; }

    /// <summary><see cref="MediaThread.ChecksOneIn"/>.</summary>
    public int ChecksOneIn => _options.ChecksOneIn;

    /// <summary>What the server has used; null when its process is not known.</summary>
    public ProcessUsage? Usage() => _process is { } id ? ProcessUsage.Of(id) : null;

    /// <summary>What our own server's memory is used for.</summary>
    public MemoryParts Memory() => MemoryParts.Of(_own!.Id);

    /// <summary>Leave to join: of the product as any guest gets it, of a media server signed with its key.</summary>
    public async Task<string> TokenAsync(string identity, string room)
    {
        if (_own is null || !_options.IsProduct)
        {
            return new AccessToken { Identity = identity, Name = identity, Video = new() { RoomJoin = true, Room = room } }
                .Sign(_options.Key, _options.Secret, DateTimeOffset.UtcNow, TimeSpan.FromHours(2));
        }

        Task<string> slug;
        lock (_rooms)
        {
            slug = _rooms.TryGetValue(room, out var known) ? known : _rooms[room] = MakeRoomAsync();
        }

        using var answer = await _own.SendAsync(HttpMethod.Post, $"/api/v1/rooms/{await slug}/join", null, new { displayName = identity });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    public void Dispose() => _own?.Dispose();

    private async Task<string> MakeRoomAsync() => (await _own!.CreateRoomAsync("public")).Slug;
}
