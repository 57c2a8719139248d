using Google.Protobuf;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Twirp;

/// <summary>A method of a Twirp service: who may call it, and what it does.</summary>
internal sealed record TwirpMethod(
    Func<byte[], bool, IMessage?> Read, Func<IMessage, AccessToken, bool> IsAllowed, Func<IMessage, Task<TwirpAnswer>> CallAsync)
{
    public static TwirpMethod Create<T>(MessageParser<T> parser, Func<T, AccessToken, bool> isAllowed, Func<T, Task<TwirpAnswer>> call)
        where T : class, IMessage<T>, new() =>
        new(
            (body, json) => json
                ? ProtoJson.TryParse(System.Text.Encoding.UTF8.GetString(body), out T fromJson) ? fromJson : null
                : ProtoJson.TryParse(body, parser, out var fromBytes) ? fromBytes : null,
            (request, token) => isAllowed((T)request, token),
            request => call((T)request));
}
