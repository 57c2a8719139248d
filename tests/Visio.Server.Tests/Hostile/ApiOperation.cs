using System.Text.Json;

namespace Visio.Server.Tests.Hostile;

/// <summary>An operation of the running server's OpenAPI document, with what a caller may fill in.</summary>
/// <param name="Id">Its <c>operationId</c>.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, with its parameters in braces.</param>
/// <param name="PathParameters">Their names.</param>
/// <param name="QueryParameters">The names of those in the query.</param>
/// <param name="Properties">The properties of the body, those of objects in it as <c>outer.inner</c>; null where it has no body.</param>
/// <param name="TakesForms">Whether the body may be a form as well.</param>
internal sealed record ApiOperation(
    string Id,
    string Method,
    string Path,
    IReadOnlyList<string> PathParameters,
    IReadOnlyList<string> QueryParameters,
    IReadOnlyList<string>? Properties,
    bool TakesForms)
{
    public static async Task<IReadOnlyList<ApiOperation>> OfAsync(RunningServer server)
    {
        using var visitor = server.NewVisitor();
        var document = JsonDocument.Parse(await visitor.GetStringAsync("/api/v1/openapi.json")).RootElement;
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from method in path.Value.EnumerateObject()
               select Read(document, path.Name, method.Name, method.Value),
        ];
    }

    private static ApiOperation Read(JsonElement document, string path, string method, JsonElement operation)
    {
        var parameters = operation.TryGetProperty("parameters", out var given) ? given.EnumerateArray().ToList() : [];
        IReadOnlyList<string> Named(string place) => [.. parameters.Where(p => p.GetProperty("in").GetString() == place).Select(p => p.GetProperty("name").GetString()!)];
        var content = operation.TryGetProperty("requestBody", out var body) ? body.GetProperty("content").EnumerateObject().ToList() : [];
        return new(
            operation.GetProperty("operationId").GetString()!,
            method.ToUpperInvariant(),
            path,
            Named("path"),
            Named("query"),
            content.Count == 0 ? null : [.. PropertiesOf(document, content[0].Value.GetProperty("schema"), nested: false)],
            content.Any(type => type.Name == "application/x-www-form-urlencoded"));
    }

    private static IEnumerable<string> PropertiesOf(JsonElement document, JsonElement schema, bool nested)
    {
        var resolved = Resolve(document, schema);
        if (!resolved.TryGetProperty("properties", out var properties))
        {
            yield break;
        }

        foreach (var property in properties.EnumerateObject())
        {
            yield return property.Name;
            if (!nested)
            {
                foreach (var inner in PropertiesOf(document, property.Value, nested: true))
                {
                    yield return $"{property.Name}.{inner}";
                }
            }
        }
    }

    private static JsonElement Resolve(JsonElement document, JsonElement schema)
    {
        if (schema.TryGetProperty("oneOf", out var choices))
        {
            schema = choices.EnumerateArray().First(choice => choice.TryGetProperty("$ref", out _));
        }

        return schema.TryGetProperty("$ref", out var reference)
            ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;
    }
}
