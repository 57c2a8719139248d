using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>What a call of a participant's method ends with when there is no answer; numbers and texts are those of the clients.</summary>
internal static class RpcErrors
{
    public static readonly RpcError PayloadTooLarge = new() { Code = 1402, Message = "Request payload too large" };
    public static readonly RpcError ConnectionTimeout = new() { Code = 1501, Message = "Connection timeout" };
    public static readonly RpcError ResponseTimeout = new() { Code = 1502, Message = "Response timeout" };
    public static readonly RpcError RecipientDisconnected = new() { Code = 1503, Message = "Recipient disconnected" };
}
