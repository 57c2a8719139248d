using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Visio.Server.Tests.Data.Crash;

/// <summary>People who create and rename rooms at once, and note what the server has acknowledged.</summary>
internal sealed class RoomWriters : IDisposable
{
    private const int People = 16;
    private readonly List<HttpClient> _people = [];
    private int _acknowledged;

    /// <summary>Titles that a room may have: the last that was acknowledged and the one that was asked for since.</summary>
    public ConcurrentDictionary<string, string[]> Rooms { get; } = new(StringComparer.Ordinal);

    /// <summary>Writes that the server said it had made.</summary>
    public int Acknowledged => _acknowledged;

    public async Task SignInAsync(Uri server)
    {
        var patience = Stopwatch.StartNew();
        for (var i = 0; i < People; i++)
        {
            var person = new HttpClient { BaseAddress = server };
            _people.Add(person);
            while (!await TrySignInAsync(person))
            {
                // The database recovers: it is asked again at once, and for as long as PostgreSQL may take to start.
                Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), "The server does not find its database again.");
            }
        }
    }

    /// <summary>Writes until <paramref name="stop"/>; whoever is not answered, or is told of a failure, goes on after a new sign-in only.</summary>
    public Task WriteAsync(Func<bool> stop) => Task.WhenAll(_people.Select(person => Task.Run(async () =>
    {
        try
        {
            while (!stop())
            {
                await WriteOneAsync(person);
            }
        }
        catch (HttpRequestException)
        {
            // Killed while it was answering.
        }
    })));

    public void Dispose() => _people.ForEach(person => person.Dispose());

    private static async Task<bool> TrySignInAsync(HttpClient person)
    {
        using var answer = await person.PostAsJsonAsync("/api/v1/session", new { displayName = "Ana" });
        return answer.IsSuccessStatusCode;
    }

    private async Task WriteOneAsync(HttpClient person)
    {
        using var created = await person.PostAsJsonAsync("/api/v1/rooms", new { title = "new" });
        created.EnsureSuccessStatusCode();
        var slug = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("slug").GetString()!;
        Rooms[slug] = ["new"];
        var title = string.Create(CultureInfo.InvariantCulture, $"named {Interlocked.Increment(ref _acknowledged)}");
        Rooms[slug] = ["new", title];
        using var renamed = await person.PatchAsJsonAsync("/api/v1/rooms/" + slug, new { title });
        renamed.EnsureSuccessStatusCode();
        Rooms[slug] = [title];
        Interlocked.Increment(ref _acknowledged);
    }
}
