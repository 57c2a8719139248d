namespace Visio.Server.Tests.Hostile;

/// <summary>A request that should be refused, or do nothing bad.</summary>
/// <param name="Operation">What is asked for.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Name">What is wrong with it, for whoever reads a failure.</param>
internal sealed record Attack(ApiOperation Operation, AttackCaller Caller, string Name)
{
    /// <summary>A parameter of path or query, and its text on the wire; every other one is as it should be.</summary>
    public (string Parameter, string Text)? Parameter { get; init; }

    /// <summary>What follows the path; null for nothing.</summary>
    public string? Query { get; init; }

    /// <summary>The body; null for the sensible one, or none where the operation has none.</summary>
    public string? Body { get; init; }

    public string MediaType { get; init; } = "application/json";

    /// <summary>A header that says who calls, besides or instead of the caller's.</summary>
    public (string Name, string Value)? Credential { get; init; }

    /// <summary>A body that the operation takes; empty where it has none.</summary>
    public string SensibleBody => SensibleBodies.All.GetValueOrDefault(Operation.Id, Operation.Method is "GET" or "DELETE" ? "" : "{}");

    public HttpRequestMessage Request(Uri server, HostileTargets targets)
    {
        var path = targets.Fill(Operation, Parameter);
        var uri = new Uri($"{server.GetLeftPart(UriPartial.Authority)}{path}{Query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(Operation.Method), uri);
        if (Caller == AttackCaller.Administrator)
        {
            request.Headers.Add("Cookie", targets.Cookie);
        }

        if (Credential is var (name, value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var body = targets.Fill(Body ?? SensibleBody);
        if (body.Length > 0 || Operation.Method is not ("GET" or "DELETE"))
        {
            request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
        }

        return request;
    }

    public override string ToString() => $"{Caller} {Operation.Method} {Operation.Path} ({Operation.Id}), {Short(Name)}";

    private static string Short(string text) => text.Length <= 120 ? text : $"{text[..120]}… ({text.Length} characters)";
}
