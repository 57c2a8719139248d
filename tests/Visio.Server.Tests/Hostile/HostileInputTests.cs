using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Visio.Server.Tests.Data;
using Xunit.Abstractions;

namespace Visio.Server.Tests.Hostile;

/// <summary>Every operation that the running server describes gets everything that nobody means to send.</summary>
public sealed class HostileInputTests(ITestOutputHelper output)
{
    private const int AtOnce = 8;

    /// <summary>Each database gets every other attack; both get all of them in <c>make soak</c>.</summary>
    private static readonly Func<int, bool> IsMine = Environment.GetEnvironmentVariable("VISIO_SOAK") is null
        ? index => index % 2 == (TestDatabase.IsPostgres ? 1 : 0)
        : _ => true;

    [Fact]
    public async Task Whatever_is_sent_is_answered_or_refused_and_nothing_fails()
    {
        await using var scene = await HostileScene.SetAsync();
        var operations = await ApiOperation.OfAsync(scene.Server);
        Assert.Empty(operations.Where(o => o.Properties is not null && !SensibleBodies.All.ContainsKey(o.Id)).Select(o => o.Id));
        var known = operations.Select(o => o.Id).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(SensibleBodies.All.Keys.Concat(Exceptions.UsesUp.Keys).Concat(Exceptions.Alone).Append(Exceptions.AnswersOAuthErrors).Except(known));

        var wrong = new ConcurrentQueue<string>();
        var watch = Stopwatch.StartNew();
        var (alone, together) = (new List<Attack>(), new List<Attack>());
        foreach (var (number, operation) in operations.Index())
        {
            Assert.False(await TryAsync(scene, Attacks.Plain(operation, AttackCaller.Administrator), wrong) is 403, $"{operation.Id} refuses the administrator.");
            var isOpen = await TryAsync(scene, Attacks.Plain(operation, AttackCaller.Anonymous), wrong) is not (401 or 403);
            (Exceptions.Alone.Contains(operation.Id) ? alone : together).AddRange(Attacks.On(operation, number, isOpen).Where((_, index) => IsMine(index)));
        }

        await Parallel.ForEachAsync(together, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (attack, _) => await TryAsync(scene, attack, wrong));
        foreach (var attack in alone)
        {
            if (await TryAsync(scene, attack, wrong) is >= 200 and < 300)
            {
                await scene.RestorePolicyAsync();
            }
        }

        // Who attacked is who they were: nothing above was refused for who asked.
        Assert.Equal(200, await TryAsync(scene, Attacks.Plain(operations.Single(o => o.Id == "getPolicy"), AttackCaller.Administrator), wrong));
        Assert.Equal(200, await TryAsync(scene, Attacks.Plain(operations.Single(o => o.Id == "getMeeting"), AttackCaller.Administrator), wrong));
        output.WriteLine($"{together.Count + alone.Count} requests to {operations.Count} operations in {watch.Elapsed.TotalSeconds:0.0} s");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} wrong:\n{string.Join('\n', wrong.Take(400))}");
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task The_same_request_many_times_at_once_fails_nowhere()
    {
        await using var scene = await HostileScene.SetAsync();
        var wrong = new ConcurrentQueue<string>();
        foreach (var attack in (await ApiOperation.OfAsync(scene.Server)).Select(operation => Attacks.Plain(operation, AttackCaller.Administrator)))
        {
            foreach (var answer in await scene.SendAtOnceAsync(attack, AtOnce))
            {
                if (await FaultOf(attack, answer) is { } fault)
                {
                    wrong.Enqueue($"{attack}: {fault}");
                }

                answer.Dispose();
            }
        }

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
        Assert.Empty(scene.Errors);
    }

    /// <returns>The status.</returns>
    private static async Task<int> TryAsync(HostileScene scene, Attack attack, ConcurrentQueue<string> wrong)
    {
        try
        {
            using var answer = await scene.SendAsync(attack);
            if (await FaultOf(attack, answer) is { } fault)
            {
                wrong.Enqueue($"{attack}: {fault}");
            }

            return (int)answer.StatusCode;
        }
        catch (HttpRequestException failed)
        {
            wrong.Enqueue($"{attack}: {failed.Message}");
            return 0;
        }
    }

    private static async Task<string?> FaultOf(Attack attack, HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        if (status < 400)
        {
            return null;
        }

        var text = await answer.Content.ReadAsStringAsync();
        if (status >= 500)
        {
            return $"{status} {text}";
        }

        if (Exceptions.IsRefusedByKestrel(attack) && status == 400 && text.Length == 0)
        {
            return null;
        }

        var isOAuth = attack.Operation.Id == Exceptions.AnswersOAuthErrors && status != StatusCodes.Status415UnsupportedMediaType;
        var (type, field) = isOAuth ? ("application/json", "error") : ("application/problem+json", "code");
        if (answer.Content.Headers.ContentType?.MediaType != type)
        {
            return $"{status} is {answer.Content.Headers.ContentType}, {text.Length} characters";
        }

        return JsonDocument.Parse(text).RootElement is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(field, out var code) && code.GetString() is { Length: > 0 }
            ? null
            : $"{status} has no {field}: {text}";
    }
}
