using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Visio.LiveKit.Signalling;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Twirp;

/// <summary><c>POST /twirp/livekit.{service}/{method}</c>, in JSON or protobuf.</summary>
internal sealed class TwirpEndpoint(TokenVerifier tokens, IEnumerable<TwirpService> services)
{
    private const string Prefix = "/twirp/livekit.";
    private const int MaxBody = 10 * 1024 * 1024;

    // Quotation marks as \" and not as a code point, as the reference writes them.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, TwirpService> _services = services.ToDictionary(s => s.Name, StringComparer.Ordinal);

    public Task HandleAsync(HttpContext context) => Cors.Apply(context) ? Task.CompletedTask : CallAsync(context);

    private async Task CallAsync(HttpContext context)
    {
        var verified = await tokens.VerifyAsync(context.Request);
        if (verified.Refusal is { } refusal)
        {
            await WriteTextAsync(context, 401, refusal);
            return;
        }

        var path = context.Request.Path.Value ?? "";
        var parts = path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..].Split('/', 2) : [];
        if (parts.Length != 2 || !_services.TryGetValue(parts[0], out var service))
        {
            await WriteTextAsync(context, 404, "404 page not found\n");
            return;
        }

        var route = $"{context.Request.Method} {path}";
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            var message = $"unsupported method \"{context.Request.Method}\" (only POST is allowed)";
            await WriteErrorAsync(context, TwirpError.BadRoute(message, route));
            return;
        }

        if (!service.Methods.TryGetValue(parts[1], out var method))
        {
            await WriteErrorAsync(context, TwirpError.BadRoute($"no handler for path \"{path}\"", route));
            return;
        }

        var type = (context.Request.ContentType ?? "").Split(';')[0].Trim();
        var json = type.Equals("application/json", StringComparison.OrdinalIgnoreCase);
        if (!json && !type.Equals("application/protobuf", StringComparison.OrdinalIgnoreCase))
        {
            await WriteErrorAsync(context, TwirpError.BadRoute($"unexpected Content-Type: \"{type}\"", route));
            return;
        }

        if (await ReadBodyAsync(context.Request) is not { } body)
        {
            await WriteTextAsync(context, 413, "request body too large");
            return;
        }

        var answer = method.Read(body, json) switch
        {
            null => json ? TwirpError.MalformedJson : TwirpError.MalformedProtobuf,
            var request when verified.Token is { } token && method.IsAllowed(request, token) => await method.CallAsync(request),
            _ => TwirpError.PermissionsDenied,
        };
        await (answer.Error is { } error ? WriteErrorAsync(context, error) : WriteAsync(context, answer.Message!, json));
    }

    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        var block = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(block, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + read > MaxBody)
            {
                return null;
            }

            body.Write(block, 0, read);
        }

        return body.ToArray();
    }

    private static async Task WriteAsync(HttpContext context, IMessage message, bool json)
    {
        context.Response.ContentType = json ? "application/json" : "application/protobuf";
        await (json
            ? context.Response.WriteAsync(ProtoJson.Snake.Format(message), context.RequestAborted)
            : context.Response.Body.WriteAsync(message.ToByteArray(), context.RequestAborted).AsTask());
    }

    private static Task WriteErrorAsync(HttpContext context, TwirpError error)
    {
        var json = new JsonObject { ["code"] = error.Code, ["msg"] = error.Message };
        if (error.Meta.Count > 0)
        {
            json["meta"] = new JsonObject(error.Meta.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value)));
        }

        context.Response.StatusCode = error.Status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json.ToJsonString(Relaxed), context.RequestAborted);
    }

    private static Task WriteTextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
