using System.Text.Json.Nodes;

namespace Visio.Server.Tests.Hostile;

/// <summary>Every hostile request to an operation.</summary>
internal static class Attacks
{
    private const string Mark = "\"@attacked@\"";

    /// <summary>Of what changes nothing in how the request is read, each operation gets a part, and each part goes to some operation.</summary>
    private const int Parts = 7;

    /// <param name="operation">What is asked for.</param>
    /// <param name="number">Its number among all, which says what part of the attacks it gets where it gets a part.</param>
    /// <param name="isOpen">Whether it reads what anonymous callers send; others are refused for who they are.</param>
    public static IEnumerable<Attack> On(ApiOperation operation, int number, bool isOpen)
    {
        IEnumerable<Attack> Part(IEnumerable<Attack> all) => all.Where((_, index) => index % Parts == number % Parts);
        var anonymous = WithParameters(operation, AttackCaller.Anonymous).Concat(WithBodies(operation, AttackCaller.Anonymous));
        var credentials = HostileValues.Credentials.Select(header => new Attack(operation, AttackCaller.Anonymous, $"{header.Name}: {header.Value}") { Credential = header });
        return WithParameters(operation, AttackCaller.Administrator)
            .Concat(WithBodies(operation, AttackCaller.Administrator))
            .Concat(isOpen ? anonymous : Part(anonymous))
            .Concat(operation.Id == Exceptions.ReadsCredentials ? credentials : Part(credentials))
            .Concat(operation.Properties is null ? Part(WithWholeBodies(operation, AttackCaller.Administrator)) : []);
    }

    /// <summary>Nothing is wrong with it.</summary>
    public static Attack Plain(ApiOperation operation, AttackCaller caller) => new(operation, caller, "nothing wrong");

    private static IEnumerable<Attack> WithParameters(ApiOperation operation, AttackCaller caller)
    {
        foreach (var text in HostileValues.Urls)
        {
            foreach (var name in operation.PathParameters)
            {
                yield return new(operation, caller, $"{{{name}}} = {text}") { Parameter = (name, text) };
            }

            foreach (var name in operation.QueryParameters)
            {
                yield return new(operation, caller, $"?{name}={text}") { Query = $"?{name}={text}" };
            }
        }

        foreach (var name in operation.QueryParameters)
        {
            yield return new(operation, caller, $"?{name}=") { Query = $"?{name}=" };
            yield return new(operation, caller, $"?{name} twice") { Query = $"?{name}=1&{name}=2" };
        }
    }

    private static IEnumerable<Attack> WithBodies(ApiOperation operation, AttackCaller caller)
    {
        if (operation.Properties is null)
        {
            yield break;
        }

        foreach (var attack in WithWholeBodies(operation, caller))
        {
            yield return attack;
        }

        foreach (var type in HostileValues.MediaTypes)
        {
            yield return new(operation, caller, $"as {type}") { MediaType = type };
        }

        foreach (var property in operation.Properties)
        {
            var template = TemplateOf(operation, property);
            foreach (var value in HostileValues.Json)
            {
                yield return new(operation, caller, $"{property} = {value}") { Body = template.Replace(Mark, value, StringComparison.Ordinal) };
            }

            var name = property.Split('.')[^1];
            yield return new(operation, caller, $"{property} twice") { Body = template.Replace(Mark, $"\"a\",\"{name}\":\"b\"", StringComparison.Ordinal) };
        }

        if (operation.TakesForms)
        {
            foreach (var attack in WithForms(operation, caller))
            {
                yield return attack;
            }
        }
    }

    private static IEnumerable<Attack> WithWholeBodies(ApiOperation operation, AttackCaller caller) =>
        HostileValues.Bodies.Select(body => new Attack(operation, caller, $"body {body}") { Body = body });

    private static IEnumerable<Attack> WithForms(ApiOperation operation, AttackCaller caller)
    {
        var fields = JsonNode.Parse(SensibleBodies.All[operation.Id])!.AsObject();
        foreach (var property in operation.Properties!)
        {
            var others = string.Join('&', fields.Where(field => field.Key != property).Select(field => $"{field.Key}={field.Value}"));
            foreach (var text in HostileValues.Urls)
            {
                yield return new(operation, caller, $"form {property}={text}") { MediaType = "application/x-www-form-urlencoded", Body = $"{others}&{property}={text}" };
            }
        }
    }

    private static string TemplateOf(ApiOperation operation, string property)
    {
        var body = JsonNode.Parse(SensibleBodies.All[operation.Id])!.AsObject();
        var names = property.Split('.');
        var holder = body;
        foreach (var outer in names[..^1])
        {
            if (holder[outer] is not JsonObject inner)
            {
                holder[outer] = inner = [];
            }

            holder = inner;
        }

        holder[names[^1]] = "@attacked@";
        return body.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
