using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Visio.LiveKit.Tests.Recorded;

namespace Visio.LiveKit.Tests.Twirp;

/// <summary>Every request that the reference was recorded to answer, in the same order; what is answered differently is listed with why.</summary>
public sealed class RecordedAnswersTests : IAsyncLifetime
{
    private static readonly string[] Explained =
    [
        // There is no TURN password of a room: credentials are made for each session. Which codecs there are is not the same.
        "turn_password is", "enabled_codecs",

        // Calls to those who are not here are waited for by the reference until it gives up; here it is known at once that they are not.
        "RoomService/MutePublishedTrack status is 404 not 503", "RoomService/MutePublishedTrack code is not_found not unavailable",
        "RoomService/MutePublishedTrack msg is twirp error unknown: participant does not exist not twirp error unknown: no response from servers",
        "RoomService/MoveParticipant status is 404 not 503", "RoomService/MoveParticipant code is not_found not unavailable",
        "RoomService/MoveParticipant msg is twirp error unknown: participant does not exist not twirp error unknown: no response from servers",
        "RoomService/PerformRpc status is 404 not 503", "RoomService/PerformRpc code is not_found not unavailable",
        "RoomService/PerformRpc msg is twirp error unknown: participant does not exist not twirp error unknown: no response from servers",
    ];

    private readonly LiveKitHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Answers_are_those_that_were_recorded()
    {
        var differences = new List<string>();
        foreach (var line in RecordedJson.Lines("twirp.jsonl"))
        {
            var recorded = JsonSerializer.Deserialize<Exchange>(line, JsonSerializerOptions.Web)!;
            var (status, type, answer) = await CallAsync(recorded);
            if (status != recorded.Status)
            {
                differences.Add($"{recorded.Method} status is {status} not {recorded.Status}");
            }

            var found = type != recorded.Type ? [$"type is {type} not {recorded.Type}"]
                : recorded.Type == "application/json" ? RecordedJson.Differences(recorded.Answer, answer)
                : answer.TrimEnd('\n') == recorded.Answer ? [] : [$"text is {answer} not {recorded.Answer}"];

            // What was recorded of long answers ends before they do.
            differences.AddRange(found.Where(d => !(recorded.IsCut && d.EndsWith(" added", StringComparison.Ordinal))).Select(d => $"{recorded.Method} {d}"));
        }

        Assert.DoesNotContain(differences, d => !Explained.Any(e => d.Contains(e, StringComparison.Ordinal)));
    }

    private async Task<(int Status, string? Type, string Answer)> CallAsync(Exchange recorded)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/twirp/livekit." + recorded.Method);
        request.Content = new StringContent(recorded.Request, Encoding.UTF8, recorded.RequestType);
        request.Headers.Authorization = recorded.Token switch
        {
            "admin" => new AuthenticationHeaderValue("Bearer", LiveKitHost.AdminToken("r1", "r2")),
            "participant" => new AuthenticationHeaderValue("Bearer", LiveKitHost.Token("ann", "r1")),
            _ => null,
        };
        using var response = await _host.Http.SendAsync(request);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
    }

    private sealed record Exchange(string Method, string Request, string RequestType, string Token, int Status, string Type, string Answer, bool IsCut);
}
