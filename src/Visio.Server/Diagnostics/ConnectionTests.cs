using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Visio.LiveKit.Tokens;
using Visio.Server.Media;
using Visio.Server.Settings;

namespace Visio.Server.Diagnostics;

/// <summary>
/// The connection tests that go on: a browser enters an empty room twice, and sends media to itself through the media server. Such a
/// room is nobody's and no meeting: its name is none of the product's, so nothing of it is written, counted or told. Any thread.
/// </summary>
internal sealed class ConnectionTests(VisioSettings settings, TimeProvider time) : ITokenReviewer
{
    /// <summary>What a test may take. Nothing brings it more: it would be a meeting without an account.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>How many tests may go on at once, whoever asks for them.</summary>
    public const int AtOnce = 200;

    private const string Prefix = RemoteMedia.TestPrefix;

    /// <summary>Empty rooms go soon; of the participants there are two.</summary>
    public static readonly LiveOpening Opening = new()
    {
        MaxParticipants = 2, EmptyTimeout = TimeSpan.FromSeconds(30), DepartureTimeout = TimeSpan.FromSeconds(5),
    };

    // The same, in the token that opens the room where nobody else does.
    private const string Configuration = """{"maxParticipants":2,"emptyTimeout":30,"departureTimeout":5}""";

    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    /// <summary>Begins a test; null when too many go on.</summary>
    /// <returns>Its room, and the tokens of the two who will be in it.</returns>
    public (string Room, IReadOnlyList<string> Tokens)? Begin()
    {
        if (_until.Count >= AtOnce)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var room = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        _until[room] = now + Lifetime;
        return (room, [Sign(room, "test_a", now), Sign(room, "test_b", now)]);
    }

    /// <summary>Whether a token is of a test, going on or not.</summary>
    public bool Claims(AccessToken token) => token.Video is { Room: { } room, RoomAdmin: false } && room.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The token itself while its test goes on; null to refuse it. Media renews tokens, and that must not make a test longer.</summary>
    public ValueTask<AccessToken?> ReviewAsync(AccessToken token) =>
        ValueTask.FromResult(_until.TryGetValue(token.Video!.Room, out var until) && until > time.GetUtcNow() ? token : null);

    /// <summary>A test is over.</summary>
    public void End(string room) => _until.TryRemove(room, out _);

    /// <summary>Whether a room is of a test that does not go on.</summary>
    public bool IsOver(string room) => room.StartsWith(Prefix, StringComparison.Ordinal) && !_until.ContainsKey(room);

    /// <summary>The rooms of those whose time is up.</summary>
    public IReadOnlyList<string> Late()
    {
        var now = time.GetUtcNow();
        return [.. _until.Where(test => test.Value <= now).Select(test => test.Key)];
    }

    private string Sign(string room, string identity, DateTimeOffset now)
    {
        var token = new AccessToken
        {
            Identity = identity,
            Video = new()
            {
                Room = room,
                RoomJoin = true,
                CanPublish = true,
                CanPublishSources = ["camera", "microphone"],
                CanPublishData = true,
                CanSubscribe = true,
                CanUpdateOwnMetadata = false,
            },
            RoomConfig = Configuration,
        };
        return token.Sign(settings.ApiKey, settings.ApiSecret, now, Lifetime);
    }
}
